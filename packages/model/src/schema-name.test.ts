import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isModuleName, isTenantId, schemaNameOf } from './schema-name.ts'

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/)
const dashed = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('-'))
const tenantId = dashed.filter(isTenantId)
const moduleName = dashed.filter(isModuleName)

describe('schemaNameOf', () => {
  it('gives different (tenant, module) pairs different names', () => {
    fc.assert(fc.property(tenantId, moduleName, tenantId, moduleName, (tenantA, moduleA, tenantB, moduleB) => {
      const same = tenantA === tenantB && moduleA === moduleB
      expect(schemaNameOf(tenantA, moduleA) === schemaNameOf(tenantB, moduleB)).toBe(same)
    }))
  })

  it('gives identifiers that PostgreSQL keeps whole and needs no quotes for', () => {
    fc.assert(fc.property(tenantId, moduleName, (tenant, module) => {
      expect(schemaNameOf(tenant, module)).toMatch(/^[a-z][a-z0-9_]{0,62}$/)
    }))
  })

  it('keeps the pair apart where dashes and separator meet', () => {
    expect(schemaNameOf('acme', 'inventory')).toBe('t_acme__inventory')
    expect(schemaNameOf('acme-north', 'stock')).not.toBe(schemaNameOf('acme', 'north-stock'))
  })

  it('has room for the longest id and the longest name', () => {
    const longest = schemaNameOf('a'.repeat(30), 'b'.repeat(24))
    expect(longest.length).toBeLessThanOrEqual(63)
    expect(() => schemaNameOf('a'.repeat(40), 'b'.repeat(24))).toThrow(RangeError)
  })
})

describe('isTenantId', () => {
  it.each(['acme', 'acme-north', 'a1', 'a'.repeat(30)])('accepts %s', (value) => expect(isTenantId(value)).toBe(true))
  it.each(['', 'Acme', 'acme_north', '-acme', 'acme-', 'acme--north', '1acme', 'a'.repeat(31), 'acme;drop'])('refuses %s', (value) => expect(isTenantId(value)).toBe(false))
})

describe('isModuleName', () => {
  it.each(['inventory', 'stock-count'])('accepts %s', (value) => expect(isModuleName(value)).toBe(true))
  it.each(['', 'Inventory', 'stock_count', 'a'.repeat(25)])('refuses %s', (value) => expect(isModuleName(value)).toBe(false))
})

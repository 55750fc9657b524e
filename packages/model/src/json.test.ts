import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalJson } from './json.ts'

it('means what JSON means', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
  }))
})

it('does not depend on the order in which keys were written', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
    const reversed = Object.fromEntries(Object.entries(value).toReversed())
    expect(canonicalJson(reversed)).toBe(canonicalJson(value))
  }))
})

it('is the same after a trip through JSON', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const text = canonicalJson(value)
    expect(canonicalJson(JSON.parse(text))).toBe(text)
  }))
})

it('sorts keys by UTF-16 code unit, numbers included', () => {
  expect(canonicalJson({ b: 1, a: { '9': 1, '10': 2, Z: 3 } })).toBe('{"a":{"10":2,"9":1,"Z":3},"b":1}')
})

it('leaves out undefined properties and writes dates as JSON does', () => {
  expect(canonicalJson({ a: undefined, at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}')
  expect(canonicalJson(undefined)).toBe('null')
})

import type { DesiredState } from '@tenon/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDesiredFile } from './parse-desired-file.ts'
import { writeDesiredFile } from './write-desired-file.ts'

const reviewed = `# Who runs what. Ask dana before you change acme.
organizations:
  globex: { name: Globex } # since 2019
tenants:
  acme:
    organization: globex
    # until the audit is over
    channel: stable
    modules:
      inventory:
        version: 1.1.0 # the audited one
        pin: { range: ~1.1, owner: dana, reason: audit season, expires: 2027-03-01 }
        grants: [inventory:item:read]
        settings:
          allowNegativeStock: false
`

function issuesOf(text: string): readonly string[] {
  try {
    parseDesiredFile('state.yaml', text)
  } catch (error) {
    return (error as { problem: { details: { issues: readonly string[] } } }).problem.details.issues
  }
  return []
}

describe('a file of desired state', () => {
  it('is read as what should hold; a day means its first moment', () => {
    expect(parseDesiredFile('state.yaml', reviewed).desired.tenants?.['acme']).toEqual({
      organization: 'globex', channel: 'stable',
      modules: { inventory: { version: '1.1.0', pin: { range: '~1.1', owner: 'dana', reason: 'audit season', expires: '2027-03-01T00:00:00.000Z' }, grants: ['inventory:item:read'], settings: { allowNegativeStock: false } } },
    })
    expect(parseDesiredFile('state.yaml', '').desired).toEqual({})
  })

  it('is refused with every issue at once, each with line and column', () => {
    const bad = 'tenants:\n  acme:\n    channel: gamma\n    colour: red\n    modules:\n      inventory:\n        version: 2\n        pin: { range: ~1, owner: dana }\n        grants: all\n'
    const issues = issuesOf(bad)
    expect(issues.map((issue) => issue.split('  ')[0])).toEqual(['3:14', '4:13', '7:18', '8:14', '9:17'].toSorted((a, b) => issues.findIndex((it) => it.startsWith(a)) - issues.findIndex((it) => it.startsWith(b))))
    expect(issues.find((issue) => issue.startsWith('4:13'))).toBe('4:13  tenants.acme.colour: is not something a file can say here')
  })

  it('names every place that is no YAML, and a key that stands there twice', () => {
    expect(issuesOf('tenants:\n  acme: {}\n  acme: {}\n')).toEqual([expect.stringMatching(/^3:3 {2}Map keys must be unique/)])
    expect(issuesOf('tenants: [\n')).toEqual([expect.stringMatching(/^\d+:\d+ /)])
  })

  it('places what the registry finds wrong', () => {
    const refused = parseDesiredFile('state.yaml', reviewed).refusal([{ path: ['tenants', 'acme', 'modules', 'inventory', 'version'], message: 'the catalog has no module inventory' }, { path: ['tenants', 'acme', 'organization', 'deeper'], message: 'is not there' }])
    expect(refused).toMatchObject({ problem: { details: { issues: ['11:18  tenants.acme.modules.inventory.version: the catalog has no module inventory', expect.stringMatching(/^6:\d+ /)] } } })
  })
})

describe('an export', () => {
  it('of what a file asks for leaves the file as it is, to the byte', () => {
    expect(writeDesiredFile(parseDesiredFile('state.yaml', reviewed).desired, reviewed)).toBe(reviewed)
  })

  it('keeps comments where values change, are added or go', () => {
    const { desired } = parseDesiredFile('state.yaml', reviewed)
    const acme = desired.tenants?.['acme'] ?? {}
    const after = writeDesiredFile({ ...desired, tenants: { acme: { ...acme, channel: 'beta', tags: ['ring:early'], modules: { inventory: { version: '1.2.0', grants: [] } } } } }, reviewed)
    expect(after).toMatchInlineSnapshot(`
      "# Who runs what. Ask dana before you change acme.
      organizations:
        globex: { name: Globex } # since 2019
      tenants:
        acme:
          organization: globex
          # until the audit is over
          channel: beta
          modules:
            inventory:
              version: 1.2.0 # the audited one
              grants: []
          tags:
            - ring:early
      "
    `)
  })

  it('says in a new file what it is', () => {
    expect(writeDesiredFile({ tenants: { acme: { name: 'Acme' } } }, null)).toMatch(/^# What should hold, reviewed like code\./)
  })

  it('is read as what was written, whatever it was, and whatever stood in the file before', () => {
    const text = fc.constantFrom('a', 'yes', '1.0', 'null', '#x', ': y', ' z', '2027-03-01', '~', 'ü - [')
    const tenant = fc.record({ name: text.filter((it) => it.trim() !== ''), tags: fc.array(text.filter((it) => it.trim() !== '')), modules: fc.dictionary(fc.constantFrom('inventory', 'analytics'), fc.record({ settings: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text))) })) })
    const state = fc.record({ tenants: fc.dictionary(fc.constantFrom('acme', 'globex', 'on'), tenant) })
    fc.assert(fc.property(state, state, (before, after) => {
      const written = writeDesiredFile(after as DesiredState, writeDesiredFile(before as DesiredState, null))
      expect(parseDesiredFile('state.yaml', written).desired).toEqual(JSON.parse(JSON.stringify(after), (_key, value: unknown) => value))
    }))
  })
})

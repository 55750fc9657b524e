import type { DesiredChange, DesiredModule, DesiredState, DesiredTenant } from '@tenon/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blastRadius } from './blast-radius.ts'
import { describeChange } from './describe-change.ts'
import { diffDesiredState } from './diff-desired-state.ts'

/** Versions are numbers here, and a range allows what it equals. */
const options = (prune: boolean) => ({ prune, allows: (range: string, version: string) => range === version })
const instant = '2027-03-01T00:00:00.000Z'

function changesOf(current: DesiredState, desired: DesiredState, prune = false): readonly DesiredChange[] {
  const diff = diffDesiredState(current, desired, options(prune))
  if (diff.kind === 'refused') throw new TypeError(JSON.stringify(diff.issues))
  return diff.changes
}

const some = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined })
const defined = <Fields extends object>(fields: Fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
const pin = fc.record({ range: fc.constantFrom('1', '2'), owner: fc.constantFrom('dana', 'lee'), reason: fc.constant('audit'), expires: some(fc.constantFrom(instant, '2027-03-01T01:00:00+01:00')) }).map((it) => defined(it))
const channel = fc.constantFrom('stable' as const, 'beta' as const)
const module = (full: boolean) => fc.record({
  version: some(fc.constantFrom('1', '2')), channel: some(channel), pin: some(pin), grants: some(fc.uniqueArray(fc.constantFrom('a', 'b', 'c'))), settings: some(fc.dictionary(fc.constantFrom('x', 'y'), fc.nat(2))),
}).map((it) => {
  // What is not installed has neither grants nor settings.
  const { grants, settings, ...rest } = it
  return defined(full && it.version === undefined ? rest : { grants, settings, ...rest }) as DesiredModule
})
const tenant = (full: boolean) => fc.record({
  name: full ? fc.constantFrom('A', 'B') : some(fc.constantFrom('A', 'B')), organization: fc.constant('org'), clientType: some(fc.constantFrom('standard', 'enterprise')),
  tags: some(fc.uniqueArray(fc.constantFrom('t', 'u'))), channel: some(channel), modules: fc.dictionary(fc.constantFrom('inventory', 'analytics'), module(full)),
}).map((it) => defined(it) as DesiredTenant)
const state = (full: boolean) => fc.record({
  organizations: fc.record({ org: some(fc.constantFrom('X', 'Y')).map((name) => defined({ name })) }),
  tenants: fc.dictionary(fc.constantFrom('acme', 'globex'), tenant(full)),
}) as fc.Arbitrary<DesiredState>

/** The slow reference: what holds once a change was carried out, by the words of its kind alone. */
function carriedOut(now: DesiredState, change: DesiredChange, listed: DesiredState): DesiredState {
  if (change.kind === 'create-organization') return { ...now, organizations: { ...now.organizations, [change.organization]: { name: change.name } } }
  if (change.kind === 'rename-organization') return { ...now, organizations: { ...now.organizations, [change.organization]: { name: change.after } } }
  const before = now.tenants?.[change.tenantId] ?? {}
  return { ...now, tenants: { ...now.tenants, [change.tenantId]: tenantAfter(before, change, listed) } }
}

function tenantAfter(before: DesiredTenant, change: Exclude<DesiredChange, { kind: 'create-organization' | 'rename-organization' }>, listed: DesiredState): DesiredTenant {
  if (change.kind === 'create-tenant') return { ...before, ...change.after, organization: change.organization }
  if (change.kind === 'change-tenant') return { ...before, ...change.after }
  if (change.kind === 'channel' && change.module === null) return { ...before, channel: change.after ?? 'stable' }
  if (change.kind === 'move') {
    const moved = Object.entries(change.after).map(([name, version]) => [name, { grants: ['a', 'b', 'c'], ...before.modules?.[name], version }])
    return { ...before, modules: { ...before.modules, ...Object.fromEntries(moved) } }
  }
  const name = change.module ?? ''
  const { channel: _channel, pin: _pin, ...rest } = before.modules?.[name] ?? {}
  const kept = before.modules?.[name] ?? {}
  const wanted = listed.tenants?.[change.tenantId]?.modules?.[name]?.grants ?? []
  const after: Record<typeof change.kind, () => object> = {
    channel: () => defined({ ...rest, pin: kept.pin, channel: change.kind === 'channel' ? change.after ?? undefined : undefined }),
    pin: () => defined({ ...rest, channel: kept.channel, pin: change.kind === 'pin' ? change.after ?? undefined : undefined }),
    settings: () => ({ ...kept, settings: change.kind === 'settings' ? change.after : {} }),
    grants: () => ({ ...kept, grants: [...new Set([...(kept.grants ?? []).filter((it) => change.kind === 'grants' && (wanted.includes(it) || !pruning)), ...wanted])] }),
  }
  return { ...before, modules: { ...before.modules, [name]: after[change.kind]() } }
}

let pruning = false

describe('the difference between what holds and what a file asks for', () => {
  it.each([true, false])('is nothing for what holds itself, pruned or not (prune: %s)', (prune) => {
    fc.assert(fc.property(state(true), (current) => { expect(changesOf(current, current, prune)).toEqual([]) }))
  })

  it.each([true, false])('is nothing any more once its changes were carried out (prune: %s)', (prune) => {
    pruning = prune
    fc.assert(fc.property(state(true), state(false), (current, desired) => {
      const changes = changesOf(current, desired, prune)
      const after = changes.reduce((now, change) => carriedOut(now, change, desired), current)
      // Grants and settings of what is never installed cannot be carried out; such files are refused when they are applied.
      const open = changesOf(after, desired, prune)
      expect(open).toEqual([])
    }), { numRuns: 500 })
  })

  it('does not depend on the order of a file', () => {
    fc.assert(fc.property(state(true), state(false), fc.boolean(), (current, desired, prune) => {
      const turned = { organizations: desired.organizations ?? {}, tenants: Object.fromEntries(Object.entries(desired.tenants ?? {}).toReversed().map(([id, it]) => [id, { ...it, modules: Object.fromEntries(Object.entries(it.modules ?? {}).toReversed()) }])) }
      expect(changesOf(current, turned, prune)).toEqual(changesOf(current, desired, prune))
    }))
  })

  it('leaves alone what is not listed, and names it', () => {
    const current: DesiredState = { tenants: { acme: { organization: 'org', channel: 'beta', modules: { inventory: { version: '1', pin: { range: '1', owner: 'dana', reason: 'audit' } }, analytics: { version: '1' } } }, globex: { organization: 'org' } }, organizations: { org: {} } }
    const desired: DesiredState = { tenants: { acme: { modules: { inventory: {} } } } }
    expect(diffDesiredState(current, desired, options(false))).toEqual({ kind: 'changes', changes: [], notListed: { tenants: ['globex'], modules: ['acme/analytics'] } })
  })

  it('takes away pins and channels that a prune does not find, never a module or a tenant', () => {
    const current: DesiredState = { organizations: { org: {} }, tenants: { acme: { organization: 'org', channel: 'beta', modules: { inventory: { version: '1', channel: 'beta', grants: ['a'], pin: { range: '1', owner: 'dana', reason: 'audit' } } } }, globex: { organization: 'org', channel: 'beta' } } }
    const changes = changesOf(current, { tenants: { acme: {} } }, true)
    expect(changes.map(describeChange)).toEqual(['acme: channel of all modules beta -> stable', 'acme: channel of inventory beta -> as the rest', 'acme: pin of inventory 1 (dana) -> none'])
    expect(blastRadius(changes)).toEqual({ tenants: 1, moves: 0, selections: 3, permissionsGranted: 0, permissionsWithdrawn: 0 })
  })

  it('moves all modules of a tenant together, after its pins and before settings and grants', () => {
    const desired: DesiredState = { organizations: { org: {} }, tenants: { acme: { organization: 'org', modules: { b: { version: '2', settings: { x: 1 }, grants: ['a'] }, a: { version: '1', pin: { range: '1', owner: 'dana', reason: 'audit' } } } } } }
    expect(changesOf({}, desired).map(({ kind }) => kind)).toEqual(['create-organization', 'create-tenant', 'pin', 'move', 'settings', 'grants'])
    expect(changesOf({}, desired).find(({ kind }) => kind === 'move')).toEqual({ kind: 'move', tenantId: 'acme', before: { a: null, b: null }, after: { a: '1', b: '2' } })
  })

  it('names everything that cannot be, with its place in the file', () => {
    const current: DesiredState = { organizations: { org: {}, other: {} }, tenants: { acme: { organization: 'org' } } }
    const desired: DesiredState = { tenants: { acme: { organization: 'other' }, globex: {}, hooli: { organization: 'none' } } }
    const diff = diffDesiredState(current, desired, options(false))
    expect(diff.kind === 'refused' && diff.issues.map(({ path }) => path.join('.'))).toEqual(['tenants.acme.organization', 'tenants.globex', 'tenants.hooli.organization'])
  })
})

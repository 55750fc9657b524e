import type { DesiredChange, DesiredState, NotListed } from '@tenon/model'
import { byName } from './by-name.ts'
import type { DiffDesiredStateOptions } from './diff-options.ts'
import { organizationChanges } from './organization-changes.ts'
import { tenantChanges } from './tenant-changes.ts'

/** Something that a file asks for and that cannot be. */
export interface DesiredIssue {
  /** Where in the file: `['tenants', 'acme', 'organization']`. */
  readonly path: readonly string[]
  readonly message: string
}

/** What leads from one state to the other, or everything that is in the way. */
export type DesiredDiff =
  | { readonly kind: 'changes'; readonly changes: readonly DesiredChange[]; readonly notListed: NotListed }
  | { readonly kind: 'refused'; readonly issues: readonly DesiredIssue[] }

/** The order in which kinds are carried out: what others need comes first, what a version must know after its move. */
const order: readonly DesiredChange['kind'][] = ['create-organization', 'rename-organization', 'create-tenant', 'change-tenant', 'channel', 'pin', 'move', 'settings', 'grants']

/**
 * The changes that lead from what holds to what a file asks for. What the file leaves out stays as it is; nothing ever removes a
 * tenant, a module or data. Deterministic: the order of keys carries no meaning. Once all are carried out, nothing is left to change.
 *
 * @param current - complete, as `exportState` tells it
 */
export function diffDesiredState(current: DesiredState, desired: DesiredState, options: DiffDesiredStateOptions): DesiredDiff {
  const issues = tenantIssues(current, desired)
  if (issues.length > 0) return { kind: 'refused', issues }
  const changes = [...organizationChanges(current, desired), ...byName(desired.tenants).flatMap(([id, tenant]) => tenantChanges({ id, ...options }, current.tenants?.[id], tenant))]
  return { kind: 'changes', changes: changes.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)), notListed: notListed(current, desired) }
}

function tenantIssues(current: DesiredState, desired: DesiredState): readonly DesiredIssue[] {
  const organizations = { ...current.organizations, ...desired.organizations }
  return byName(desired.tenants).flatMap(([id, { organization }]): DesiredIssue[] => {
    const owner = current.tenants?.[id]?.organization
    const path = ['tenants', id, 'organization']
    if (organization === undefined) return owner === undefined ? [{ path: ['tenants', id], message: `${id} does not exist yet: name the organization that will own it` }] : []
    if (!Object.hasOwn(organizations, organization)) return [{ path, message: `there is no organization ${organization}, and the file makes none` }]
    return owner === undefined || owner === organization ? [] : [{ path, message: `${id} belongs to ${owner}; an import gives no tenant to another organization` }]
  })
}

function notListed(current: DesiredState, desired: DesiredState): NotListed {
  const tenants = byName(current.tenants)
  return {
    tenants: tenants.flatMap(([id]) => (desired.tenants?.[id] === undefined ? [id] : [])),
    modules: tenants.flatMap(([id, { modules }]) => {
      const listed = desired.tenants?.[id]
      return listed === undefined ? [] : byName(modules).flatMap(([name, { version }]) => (version === undefined || listed.modules?.[name] !== undefined ? [] : [`${id}/${name}`]))
    }),
  }
}

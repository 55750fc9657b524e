import type { DesiredChange, DesiredState } from '@tenon/model'
import { byName } from './by-name.ts'

/** Organizations that are new or called otherwise. */
export function organizationChanges(current: DesiredState, desired: DesiredState): readonly DesiredChange[] {
  return byName(desired.organizations).flatMap(([organization, { name }]): DesiredChange[] => {
    const before = current.organizations?.[organization]
    if (before === undefined) return [{ kind: 'create-organization', organization, name: name ?? organization }]
    const called = before.name ?? organization
    return name === undefined || name === called ? [] : [{ kind: 'rename-organization', organization, before: called, after: name }]
  })
}

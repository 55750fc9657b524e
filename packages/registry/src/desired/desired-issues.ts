import { isModuleName, isTenantId } from '@tenon/model'
import type { DesiredModule, DesiredState, SqlSession } from '@tenon/model'
import type { DesiredIssue } from '@tenon/planner'
import { isRange } from '@tenon/resolver'
import { selectCatalog } from '../tables/catalog.ts'

/** What no import can carry out, whatever holds: names, ranges, and modules nobody published. */
export async function desiredIssues(session: SqlSession, { tenants = {} }: DesiredState): Promise<readonly DesiredIssue[]> {
  const named = [...new Set(Object.values(tenants).flatMap(({ modules = {} }) => Object.entries(modules).flatMap(([name, { version }]) => (version === undefined ? [] : [name]))))]
  const published = new Set<string>()
  for (const name of named) if ((await selectCatalog(session, name)).length > 0) published.add(name)
  return Object.entries(tenants).flatMap(([id, { modules = {} }]) => [
    ...(isTenantId(id) ? [] : [{ path: ['tenants', id], message: `${id} is not an id for a tenant` }]),
    ...Object.entries(modules).flatMap(([name, module]) => moduleIssues(['tenants', id, 'modules', name], module, published)),
  ])
}

function moduleIssues(path: readonly string[], { version, pin }: DesiredModule, published: ReadonlySet<string>): readonly DesiredIssue[] {
  const name = path.at(-1) ?? ''
  return [
    ...(isModuleName(name) ? [] : [{ path, message: `${name} is not the name of a module` }]),
    ...(version === undefined || published.has(name) ? [] : [{ path: [...path, 'version'], message: `the catalog has no module ${name}` }]),
    ...(version === undefined || isRange(version) ? [] : [{ path: [...path, 'version'], message: `${version} is no semver range` }]),
    ...(pin === undefined || isRange(pin.range) ? [] : [{ path: [...path, 'pin', 'range'], message: `${pin.range} is no semver range` }]),
    ...(pin?.expires === undefined || !Number.isNaN(Date.parse(pin.expires)) ? [] : [{ path: [...path, 'pin', 'expires'], message: `${pin.expires} is no instant` }]),
  ]
}

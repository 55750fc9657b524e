import type { Manifest, PlanDelta } from '@tenon/model'

/** What changes for callers and operators between two versions of a module; everything is new when `from` is null. */
export function deltaOf(from: Manifest | null, to: Manifest): PlanDelta {
  const routes = change(from, to, (manifest) => manifest.routes.map(({ method, path }) => `${method} ${path}`))
  const permissions = change(from, to, (manifest) => manifest.permissions.map(({ name }) => name))
  const settings = change(from, to, settingNames)
  const events = change(from, to, (manifest) => manifest.events.map(({ name }) => name))
  return {
    module: to.name,
    routesAdded: routes.added, routesRemoved: routes.removed,
    permissionsAdded: permissions.added, permissionsRemoved: permissions.removed,
    settingsAdded: settings.added, settingsRemoved: settings.removed,
    eventsAdded: events.added, eventsRemoved: events.removed,
  }
}

function change(from: Manifest | null, to: Manifest, namesOf: (manifest: Manifest) => readonly string[]) {
  const before = new Set(from === null ? [] : namesOf(from))
  const after = new Set(namesOf(to))
  return { added: missingFrom(before, after), removed: missingFrom(after, before) }
}

function missingFrom(known: ReadonlySet<string>, names: ReadonlySet<string>): readonly string[] {
  return [...names].filter((name) => !known.has(name)).toSorted()
}

function settingNames(manifest: Manifest): readonly string[] {
  return Object.keys((manifest.settings['properties'] ?? {}) as Record<string, unknown>)
}

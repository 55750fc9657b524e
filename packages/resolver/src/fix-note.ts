import type { Change } from './fix.ts'
import type { Choice, Constraint } from './resolution.ts'

/** Why a fix works, in a few words: whom to ask, and what the versions it gives have to do with the conflict. */
export function noteOf(changes: readonly Change[], choices: readonly Choice[], core: readonly Constraint[]): string {
  const interfaces = { names: [...new Set(core.flatMap((constraint) => ('interface' in constraint ? [constraint.interface] : [])))], contested: core.some(({ kind }) => kind === 'one-provider') }
  const owners = [...new Set(changes.flatMap((change) => (change.kind === 'pin' ? [`ask ${change.owner}`] : [])))]
  const facts = changes.flatMap((change) => factOf(change, choices, interfaces))
  return [...owners, ...new Set(facts)].join('; ')
}

/** The interfaces that a conflict is about; `contested` when it is about who provides them. */
interface ConflictInterfaces {
  readonly names: readonly string[]
  readonly contested: boolean
}

function factOf(change: Change, choices: readonly Choice[], interfaces: ConflictInterfaces): readonly string[] {
  const chosen = choices.find(({ module }) => module === change.module)?.version
  switch (change.kind) {
    case 'pin':
      return chosen === undefined || provided(chosen, interfaces.names).length > 0 ? [] : [`gives ${chosen.version}`]
    case 'leave':
      return chosen === undefined ? ['is not installed then'] : [`stays at ${chosen.version}`]
    case 'channel':
      return chosen === undefined ? [] : [`gives ${chosen.version}`]
    case 'step':
      return [`go to ${change.through.join(', then ')} first, then ask again`]
    default:
      return chosen === undefined ? [] : [interfacesInWords(chosen, choices, interfaces)]
  }
}

function interfacesInWords(chosen: Choice['version'], choices: readonly Choice[], { names, contested }: ConflictInterfaces): string {
  const offers = provided(chosen, names)
  if (offers.length > 0) return `${chosen.version} provides ${offers.join(', ')}`
  const uses = chosen.manifest.requires.filter(({ name }) => names.includes(name)).map(({ name }) => name)
  const met = choices.flatMap(({ version }) => provided(version, uses))
  if (met.length > 0) return `${chosen.version} works with ${met.join(', ')}`
  if (contested) return `${chosen.version} does not provide ${names.join(', ')}`
  return names.length > 0 && uses.length === 0 ? `${chosen.version} does not need ${names.join(', ')}` : `gives ${chosen.version}`
}

function provided({ manifest }: Choice['version'], names: readonly string[]): readonly string[] {
  return manifest.provides.filter(({ name }) => names.includes(name)).map(({ name, version }) => `${name}@${version}`)
}

import type { PlanRequest } from '@tenon/registry'
import { cliErrors } from '../cli-errors.ts'

/** What was typed after `tenon rollback TENANT`. */
export interface TypedRollBack {
  readonly modules: readonly string[]
  readonly to: string | undefined
  readonly toRevision: string | undefined
  readonly operation: string | undefined
}

/** The roll back that is meant; exactly one of modules, a revision and an operation says how far. @throws USAGE_WRONG */
export function rollBackOf(tenantId: string, { modules, to, toRevision, operation }: TypedRollBack): PlanRequest {
  const ways = [modules.length > 0, toRevision !== undefined, operation !== undefined].filter(Boolean).length
  if (ways !== 1) throw wrong('say which modules go back, or --to-revision, or --operation: one of them')
  const [only, ...others] = modules
  if (to !== undefined && (only === undefined || others.length > 0)) throw wrong('--to goes with one module; of several, name the version with each, as in inventory@1.2.0')
  if (operation !== undefined) return { kind: 'roll-back-several', tenantId, back: { operation } }
  if (toRevision !== undefined) return { kind: 'roll-back-several', tenantId, back: { revision: revisionOf(toRevision) } }
  if (only !== undefined && others.length === 0 && !only.includes('@')) return { kind: 'roll-back', tenantId, module: only, ...(to === undefined ? {} : { to }) }
  return { kind: 'roll-back-several', tenantId, back: { modules: Object.fromEntries(modules.map(moduleBack)) } }
}

function moduleBack(text: string): readonly [string, string | null] {
  const [module = '', version] = text.split('@')
  return [module, version ?? null]
}

function revisionOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw wrong(`--to-revision takes the number of a lock revision, not "${text}"`)
  return Number(text)
}

function wrong(message: string) {
  return cliErrors.USAGE_WRONG({ message, command: 'tenon rollback' })
}

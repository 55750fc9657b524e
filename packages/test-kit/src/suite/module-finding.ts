import { moduleRules } from './module-rules.ts'
import type { ModuleFindingCode, ModuleRule } from './module-rules.ts'

/** One thing that a module does and must not. */
export interface ModuleFinding extends ModuleRule {
  readonly code: ModuleFindingCode
  /** Where: `GET /v1/items/{sku}`, `settings.unit`, `down 2.0.0 -> 1.2.0`, a file and line. */
  readonly place: string
  /** What was seen there, in one sentence. */
  readonly what: string
}

/** A finding with the words of its rule. */
export function findingOf(code: ModuleFindingCode, place: string, what: string): ModuleFinding {
  return { code, place, what, ...moduleRules[code] }
}

/** A finding as people read it: what and where, why it matters, what to do. */
export function findingInWords({ code, place, what, why, next }: ModuleFinding): string {
  return `${code}  ${place}\n  ${what}\n  ${why}\n  Next: ${next}`
}

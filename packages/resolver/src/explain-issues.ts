import { channelFor, stableChannels } from '@tenon/model'
import type { Channel } from '@tenon/model'
import { minimalCores } from './explain-conflict.ts'
import type { CatalogIndex } from './index-catalog.ts'
import type { Constraint, ResolveIssue } from './resolution.ts'
import { moduleQuestions } from './resolve-question.ts'
import type { ModuleQuestion, ResolveQuestion } from './resolve-question.ts'
import { isRange } from './version-range.ts'

const mostIssues = 5

/** Why a question has no answer: names and ranges that mean nothing first, then smallest cores that share nothing. */
export function explainIssues(index: CatalogIndex, question: ResolveQuestion): readonly ResolveIssue[] {
  const meaningless = moduleQuestions(question).flatMap((part) => meaninglessIssues(index, part))
  const without = new Set(meaningless.map(({ module }) => module))
  const cores = minimalCores(index, leaveOut(question, without), Math.max(0, mostIssues - meaningless.length))
  return [...meaningless.map(({ issue }) => issue), ...cores.map((core) => issueOf(index, question, core))]
}

function meaninglessIssues(index: CatalogIndex, { module, range, locked }: ModuleQuestion): readonly { readonly module: string; readonly issue: ResolveIssue }[] {
  const asked: readonly Constraint[] = range === null ? [{ kind: 'locked', module, version: locked?.version ?? '', rule: 'stays' }] : [{ kind: 'asked', module, range }]
  if (!index.has(module)) return [{ module, issue: { kind: 'module-unknown', module, constraints: asked } }]
  if (range === null || isRange(range)) return []
  return [{ module, issue: { kind: 'range-invalid', module, range, constraints: asked } }]
}

function leaveOut(question: ResolveQuestion, modules: ReadonlySet<string>): ResolveQuestion {
  if (modules.size === 0) return question
  const targets = Object.fromEntries(Object.entries(question.targets).filter(([module]) => !modules.has(module)))
  return { ...question, targets, locked: question.locked.filter(({ module }) => !modules.has(module)) }
}

/** A core under the name that people know it by. */
function issueOf(index: CatalogIndex, { channels = stableChannels }: ResolveQuestion, constraints: readonly Constraint[]): ResolveIssue {
  const required = constraints.find((constraint) => constraint.kind === 'requires')
  if (required !== undefined) return { kind: 'interface-missing', module: required.module, constraints }
  const contested = constraints.find((constraint) => constraint.kind === 'one-provider')
  if (contested !== undefined) return { kind: 'interface-ambiguous', interface: contested.interface, constraints }
  const [first] = constraints
  const module = first !== undefined && 'module' in first ? first.module : ''
  return downgradeOf(index, channelFor(channels, module), constraints) ?? { kind: 'no-version', module, constraints }
}

function downgradeOf(index: CatalogIndex, channel: Channel, constraints: readonly Constraint[]): ResolveIssue | null {
  const asked = constraints.find((constraint) => constraint.kind === 'asked')
  const locked = constraints.find((constraint) => constraint.kind === 'locked')
  if (asked === undefined || locked === undefined || constraints.length > 2) return null
  const known = index.get(asked.module)
  const best = known?.versions[known.allowedBy(asked.range, channel).indexOf(true)]
  return best === undefined ? null : { kind: 'downgrade', module: asked.module, locked: locked.version, asked: asked.range, best: best.entry.version, constraints }
}

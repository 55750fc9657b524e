import type { ArtifactStore, PlanStep, SqlSession } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import type { RegistryFixture } from './registry-fixture.ts'

/** Where a move is made to fail: at a step of its plan, before the commit, or right after it, when only the answer is lost. */
export type Fault = { readonly at: 'step'; readonly step: PlanStep } | { readonly at: 'commit' | 'answer of the commit' }

/** A registry's parts that fail once they are told to. */
export interface FaultyParts {
  readonly database: TenantDatabase
  readonly artifacts: ArtifactStore
  readonly onBoundary: (boundary: string) => void
  /** Fails the next move at this place. */
  fail(fault: Fault): void
  /** Nothing fails any more. */
  heal(): void
  /** True when a hold is to be refused now. */
  refusesHold(): boolean
  /** Whether the fault was met. */
  wasMet(): boolean
}

/** From which phase on a step's own statements run; before it the same text may be run to compare, which is not the step. */
const phaseOf: Readonly<Record<PlanStep['kind'], string>> = {
  fetch: 'journaled', prepare: 'fetched', hold: 'prepared', 'migrate-up': 'held', 'migrate-down': 'held', contract: 'held', 'write-lock': 'held', switch: 'held',
}

/** Real parts in front of which a statement may be replaced by one that fails on the server, so that the transaction ends as it does in the wild. */
export function createFaultyParts({ database, artifacts }: RegistryFixture): FaultyParts {
  let fault: Fault | null = null
  let phase = ''
  let met = false

  function hits(fits: (step: PlanStep) => boolean): boolean {
    if (fault?.at !== 'step' || phaseOf[fault.step.kind] !== phase || !fits(fault.step)) return false
    met = true
    return true
  }

  const textFor = (text: string) => (hits((step) => isOf(step, text)) ? 'select 1 / 0' : text)

  function faulty(session: SqlSession): SqlSession {
    return { query: (text, values) => { const sent = textFor(text); return session.query(sent, sent === text ? values : undefined) } }
  }

  async function transaction<Result>(work: (session: SqlSession) => Promise<Result>): Promise<Result> {
    const isMove = () => phase === 'ready to commit' && fault !== null && fault.at !== 'step'
    const result = await database.transaction(async (session) => {
      const done = await work(faulty(session))
      if (isMove() && fault?.at === 'commit') {
        met = true
        fault = null
        await session.query('select 1 / 0')
      }
      return done
    })
    if (isMove()) {
      met = true
      fault = null
      throw new TypeError('Connection terminated unexpectedly')
    }
    return result
  }

  return {
    database: { ...database, transaction, session: (work) => database.session((session) => work(faulty(session))) },
    artifacts: { ...artifacts, open: (entry) => (hits((step) => step.kind === 'fetch' && entry.packageName.endsWith(step.module)) ? Promise.reject(new TypeError('the disk is gone')) : artifacts.open(entry)) },
    onBoundary: (boundary) => { phase = boundary },
    refusesHold: () => hits((step) => step.kind === 'hold'),
    wasMet: () => met,
    heal() {
      fault = null
    },
    fail(next) {
      fault = next
      phase = ''
      met = false
    },
  }
}

/** Whether a statement is the work of this step. */
function isOf(step: PlanStep, text: string): boolean {
  switch (step.kind) {
    case 'fetch':
    case 'hold':
      return false
    case 'write-lock':
      return text.includes('insert into tenon.lock_revision')
    case 'switch':
      return text.includes("pg_notify('tenon_lock'")
    case 'prepare':
    case 'migrate-up':
    case 'migrate-down':
    case 'contract':
      return text.includes(firstStatementOf(step.sql))
    default:
      return step satisfies never
  }
}

/** Without the comments that say what kind of migration it is. */
function firstStatementOf(sql: string): string {
  const [first = ''] = sql.split('\n').filter((line) => !line.startsWith('--')).join('\n').split(';')
  return first.trim()
}

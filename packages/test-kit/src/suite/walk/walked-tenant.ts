import { createMigrator } from '@tenon/migrator'
import { writeRandomRows } from '@tenon/migrator/authoring'
import { requiredDataVersion, schemaNameOf } from '@tenon/model'
import type { LedgerEntry, MigrationProgress, MigrationTarget, ModuleMigrator, SqlSession, StoredArtifact } from '@tenon/model'
import { readRows } from '../../module/read-rows.ts'
import type { TenantRows, TestModule } from '../../module/test-module.ts'
import { createCrash } from './crash.ts'
import type { Crash } from './crash.ts'

/** Data of one tenant that is moved between versions, without code. */
export interface WalkedTenant {
  readonly target: MigrationTarget
  /** Moves, and crashes at a step of it. @returns whether the crash came; without one the move is done */
  move(move: DataMove, crashAt: number | null): Promise<'crashed' | 'done'>
  /** Writes random rows; the seed differs from one call to the next. */
  write(rows: number): Promise<void>
  look(): Promise<TenantState>
  /** What differs from what the migrations in its ledger make, in words; empty when nothing does. */
  drift(migrations: StoredArtifact['migrations']): Promise<readonly string[]>
  /** Runs `work` in a transaction with the migrator. */
  within<Result>(work: (session: SqlSession, migrator: ModuleMigrator) => Promise<Result>): Promise<Result>
}

/** One move of data. */
export type DataMove =
  | { readonly kind: 'up' | 'finalize'; readonly to: StoredArtifact }
  | { readonly kind: 'down'; readonly to: StoredArtifact }
  | { readonly kind: 'purge' }

/** What a tenant has. */
export interface TenantState {
  readonly rows: TenantRows
  /** Names of migrations that count, in their order. */
  readonly ledger: readonly string[]
}

/** What is written to it. */
export interface WalkedRows {
  readonly seed: number
  /** Tables without random rows. */
  readonly derived: readonly string[]
}

/** Opens the data of a tenant that no lock names: nobody serves it. */
export function openWalkedTenant({ database, matrix }: TestModule, tenantId: string, { seed, derived }: WalkedRows): WalkedTenant {
  const { placement } = matrix.workingCopy.manifest
  const target: MigrationTarget = { tenantId, module: matrix.name, schema: schemaNameOf(tenantId, matrix.name), ...(placement === 'own' ? { guard: 'schema' as const } : {}) }
  const migrator = createMigrator()
  let writes = 0
  return {
    target,
    async move(move, crashAt) {
      const crash = createCrash(database, crashAt)
      try {
        await runMove(migrator, target, { move, crash })
        return 'done'
      } catch (error) {
        if (!crash.hasStruck()) throw error
        return 'crashed'
      }
    },
    async write(rows) {
      writes += 1
      await database.transaction((session) => writeRandomRows(session, target, { rows, seed: seed * 1_000 + writes, except: derived }))
    },
    look: () => database.transaction(async (session) => ({ ledger: countedOf(await migrator.readLedger(session, target)), rows: await readRows(session, target) })),
    async drift(migrations) {
      const drifted = await database.transaction((session) => migrator.drift(session, [target], migrations))
      return drifted.flatMap(({ differences }) => differences.map(({ kind, object, name }) => `${object} ${name} is ${kind}`))
    },
    within: (work) => database.transaction((session) => work(session, migrator)),
  }
}

function countedOf(ledger: readonly LedgerEntry[]): readonly string[] {
  return ledger.filter(({ prepared }) => !prepared).map(({ name }) => name)
}

interface MovingData {
  readonly move: DataMove
  readonly crash: Crash
}

/** As the registry does it: what has to be prepared ahead, then everything else in one transaction. */
async function runMove(migrator: ModuleMigrator, target: MigrationTarget, { move, crash }: MovingData): Promise<void> {
  const onProgress = (_: MigrationProgress) => { crash.reach() }
  if (move.kind === 'up') await migrator.prepare(crash.database, target, { migrations: move.to.migrations, toDataVersion: requiredDataVersion(move.to.manifest), onProgress })
  await crash.database.transaction(async (session) => {
    crash.reach()
    await moveWithin(session, { migrator, target, move, onProgress })
    crash.reach()
    await crash.settle(session)
  })
}

interface MoveWithin {
  readonly migrator: ModuleMigrator
  readonly target: MigrationTarget
  readonly move: DataMove
  readonly onProgress: (progress: MigrationProgress) => void
}

async function moveWithin(session: SqlSession, { migrator, target, move, onProgress }: MoveWithin): Promise<void> {
  switch (move.kind) {
    case 'up':
      await migrator.up(session, target, { migrations: move.to.migrations, toDataVersion: requiredDataVersion(move.to.manifest), onProgress })
      return
    case 'down':
      await migrator.down(session, target, { toDataVersion: requiredDataVersion(move.to.manifest), onProgress })
      return
    case 'finalize':
      await migrator.finalize(session, target, { migrations: move.to.migrations, toDataVersion: move.to.migrations.length, onProgress })
      return
    case 'purge':
      await migrator.purge(session, target)
      return
    default:
      move satisfies never
  }
}

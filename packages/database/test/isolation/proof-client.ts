import type { OwnedRow } from './judge.ts'

/** A row of either version with what belongs to it. */
export interface ProofRow extends OwnedRow {
  readonly id: number
  readonly parts?: readonly OwnedRow[]
  readonly items?: readonly OwnedRow[]
  readonly shelf?: OwnedRow | null
}

/** The methods of a Prisma model that the harness uses. */
export interface ProofModel {
  findUnique(query: object): Promise<ProofRow | null>
  findFirst(query: object): Promise<ProofRow | null>
  findMany(query?: object): Promise<readonly ProofRow[]>
  create(query: object): Promise<ProofRow>
  updateMany(query: object): Promise<{ readonly count: number }>
  deleteMany(query: object): Promise<{ readonly count: number }>
}

/** Both versions' generated clients, as far as the harness uses them. */
export interface ProofClient extends ProofTransaction {
  $transaction<Result>(work: (client: ProofTransaction) => Promise<Result>, options?: object): Promise<Result>
  $transaction(work: readonly Promise<unknown>[]): Promise<readonly unknown[]>
  $extends(extension: object): ProofClient
  $disconnect(): Promise<void>
}

/** Inside a transaction. */
export interface ProofTransaction {
  readonly item: ProofModel
  readonly part: ProofModel
  readonly shelf: ProofModel
  $queryRawUnsafe<Row = OwnedRow>(sql: string, ...values: readonly unknown[]): Promise<readonly Row[]>
  $executeRawUnsafe(sql: string, ...values: readonly unknown[]): Promise<number>
}

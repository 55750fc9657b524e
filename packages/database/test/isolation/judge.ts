/** As much of every row as says whose it is: by its column under the guard, and by whom wrote it. */
export interface OwnedRow {
  readonly tenantId: string
  readonly owner: string
}

/** What a run came to. */
export interface Verdict {
  readonly operations: number
  readonly byKind: Readonly<Record<string, number>>
  /** Rows of another tenant that were answered, or touched. */
  readonly foreign: number
  /** Own rows that must be there and were not answered. */
  readonly missing: number
  readonly examples: readonly string[]
  /** Failures that were asked for or that a cut connection explains, by code. */
  readonly refused: Readonly<Record<string, number>>
  /** Failures nobody asked for. */
  readonly unexplained: readonly string[]
}

/** Judges every answer against the tenant that asked. */
export interface Judge {
  /** Counts operations of a kind. */
  count(kind: string, operations?: number): void
  /** Every row must be the tenant's own. */
  see(tenantId: string, rows: readonly (OwnedRow | null)[]): void
  /** As `see`, and the row must be there. */
  expectOwn(tenantId: string, row: OwnedRow | null | undefined): void
  /** Nothing of another tenant may have been touched. */
  expectUntouched(tenantId: string, touched: number): void
  refuse(code: string): void
  fail(what: string): void
  /** Operations counted so far. */
  done(): number
  verdict(): Verdict
}

const mostExamples = 10

export function createJudge(): Judge {
  const byKind: Record<string, number> = {}
  const refused: Record<string, number> = {}
  const examples: string[] = []
  const unexplained: string[] = []
  let foreign = 0
  let missing = 0
  let operations = 0

  function find(example: string): void {
    foreign += 1
    if (examples.length < mostExamples) examples.push(example)
  }

  function see(tenantId: string, rows: readonly (OwnedRow | null)[]): void {
    for (const row of rows) {
      if (row && (row.tenantId !== tenantId || row.owner !== tenantId)) find(`${tenantId} was answered with a row of ${row.tenantId}, written by ${row.owner}`)
    }
  }

  return {
    count(kind, count = 1) {
      byKind[kind] = (byKind[kind] ?? 0) + count
      operations += count
    },
    see,
    expectOwn(tenantId, row) {
      if (row) see(tenantId, [row])
      else missing += 1
    },
    expectUntouched(tenantId, touched) {
      if (touched > 0) find(`${tenantId} touched ${touched} rows of another`)
    },
    refuse(code) { refused[code] = (refused[code] ?? 0) + 1 },
    fail(what) { if (unexplained.length < mostExamples) unexplained.push(what) },
    done: () => operations,
    verdict: () => ({ operations, byKind: { ...byKind }, foreign, missing, examples: [...examples], refused: { ...refused }, unexplained: [...unexplained] }),
  }
}

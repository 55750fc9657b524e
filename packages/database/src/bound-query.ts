import { Query } from 'pg'
import type { ClientBase, QueryArrayConfig, QueryConfig, QueryResult } from 'pg'
import { createPreparedStatements } from './prepared-statements.ts'
import type { PreparedStatements, StatementUse } from './prepared-statements.ts'
import type { SessionIdentity } from './session-identity.ts'

/** What pg's connection can do on the wire, as far as a bound query needs it; its published types describe an older shape. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void }
  readonly parsedStatements: Record<string, string>
  parse(message: { readonly text: string; readonly name: string; readonly types: readonly number[] }): void
  bind(message: { readonly statement: string; readonly values: readonly string[] }): void
  execute(message: object): void
  close(message: { readonly type: 'S'; readonly name: string }): void
}

/** The parts of pg's query that the connection uses as answers arrive. */
interface WireQuery {
  text: string
  name: string | undefined
  submit(connection: Wire): Error | null
  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void
  handleCommandComplete(message: object, connection: Wire): void
  handleReadyForQuery(connection: Wire): void
  handleError(error: Error, connection: Wire): void
}

/** Called once, with the error or the result. */
export type QueryAnswer = (error: Error | null, result: QueryResult) => void

const PgQuery = Query as unknown as new (config: object, answer: QueryAnswer) => WireQuery
const statementsOfClients = new WeakMap<ClientBase, PreparedStatements>()

/**
 * Runs one query as `identity` on a connection nobody else uses meanwhile, in one round trip. A query
 * that comes again is not parsed and planned again; when that is why it fails, because its tables
 * changed, it is sent once more as new: nothing of the first attempt remains.
 */
export function runBound(client: ClientBase, { identity, config }: BoundWork, answer: QueryAnswer): void {
  const statements = statementsOf(client)
  const query: BoundQuery = new BoundQuery({ identity, config }, statements, (error, result) => {
    if (error === null || !query.mayBeStale(error)) return answer(error, result)
    const fresh = { identity: { ...identity, statementsOwner: null }, config }
    client.query(new BoundQuery(fresh, statements, answer) as never)
  })
  client.query(query as never)
}

/** What is asked, and as whom. */
export interface BoundWork {
  readonly identity: SessionIdentity
  readonly config: QueryConfig | QueryArrayConfig
}

/** What a parsed statement fails with when the types it was parsed for are no longer those of its tables. */
const staleCodes = ['0A000', '42804', '42846', '42883', '42725', '22P02', '22003', '22007', '22008']
const nameUnknown = '26000'
const everyone = ''

/**
 * One query and, before it in the same message, the statement that says who it runs as.
 *
 * Both travel between two Sync points of the extended protocol, so the server runs them in one
 * implicit transaction: when the identity cannot be set, the query is skipped, and whatever the
 * outcome, nothing of the identity outlives the query. One round trip, also through a pooler in
 * transaction mode. A class because pg accepts nothing but its own `Query` on a pipelined connection.
 *
 * https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
class BoundQuery extends PgQuery {
  private readonly identity: SessionIdentity
  private readonly statements: PreparedStatements
  private uses: readonly StatementUse[] = []
  private identified = false

  constructor({ identity, config }: BoundWork, statements: PreparedStatements, answer: QueryAnswer) {
    super({ ...config, queryMode: 'extended' }, answer)
    this.identity = identity
    this.statements = statements
  }

  /** True when the query failed because of what the server had kept of it, and therefore did nothing. */
  mayBeStale(error: Error & { readonly code?: string }): boolean {
    const { code = '' } = error
    return this.uses.some(({ parsed }) => parsed) && (code === nameUnknown || staleCodes.includes(code))
  }

  override submit(connection: Wire): Error | null {
    connection.stream.cork()
    try {
      for (const name of this.statements.takeClosed()) connection.close({ type: 'S', name })
      this.submitIdentity(connection)
      this.nameQuery(connection)
      return super.submit(connection)
    } finally {
      connection.stream.uncork()
    }
  }

  private submitIdentity(connection: Wire): void {
    const { text, values } = this.identity.statement
    const use = this.use(text, everyone)
    const asked = this.statements.confirmed ? text : `${text},pg_backend_pid()`
    if (!use?.parsed) parseAs(connection, use?.name ?? '', asked)
    connection.bind({ statement: use?.name ?? '', values })
    connection.execute({})
  }

  private nameQuery(connection: Wire): void {
    const use = this.identity.statementsOwner === null ? null : this.use(this.text, this.identity.statementsOwner)
    if (use === null) return
    this.name = use.name
    // pg parses a named query unless it finds the name here.
    if (use.parsed) connection.parsedStatements[use.name] = this.text
    else connection.close({ type: 'S', name: use.name })
  }

  private use(text: string, owner: string): StatementUse | null {
    const use = this.statements.use(text, owner)
    if (use) this.uses = [...this.uses, use]
    return use
  }

  override handleDataRow(message: { readonly fields: readonly (string | null)[] }): void {
    if (this.identified) super.handleDataRow(message)
    else if (!this.statements.confirmed) this.statements.confirm(message.fields.at(-1) ?? '')
  }

  override handleCommandComplete(message: object, connection: Wire): void {
    if (this.identified) super.handleCommandComplete(message, connection)
    this.identified = true
  }

  override handleReadyForQuery(connection: Wire): void {
    for (const use of this.uses) use.keep()
    this.unname(connection)
    super.handleReadyForQuery(connection)
  }

  override handleError(error: Error & { readonly code?: string }, connection: Wire): void {
    if (error.code === nameUnknown) this.statements.distrust()
    // What this message parsed may have been lost with the rest of it; what was parsed before is lost only when stale.
    if (this.mayBeStale(error)) for (const use of this.uses) use.forget()
    this.unname(connection)
    super.handleError(error, connection)
  }

  /** pg would remember every name for the life of the connection. */
  private unname(connection: Wire): void {
    if (this.name) delete connection.parsedStatements[this.name]
  }
}

/** Closing a name that is not there is no error; parsing one that is there would be. */
function parseAs(connection: Wire, name: string, text: string): void {
  if (name !== '') connection.close({ type: 'S', name })
  connection.parse({ text, name, types: [] })
}

function statementsOf(client: ClientBase): PreparedStatements {
  const known = statementsOfClients.get(client)
  if (known) return known
  const { processID } = client as unknown as { readonly processID: number | null }
  const statements = createPreparedStatements(processID)
  statementsOfClients.set(client, statements)
  return statements
}

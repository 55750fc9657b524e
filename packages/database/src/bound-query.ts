import { Query } from 'pg'
import type { QueryArrayConfig, QueryConfig, QueryResult } from 'pg'

/** What pg's connection can do on the wire, as far as a bound query needs it; its published types describe an older shape. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void }
  parse(message: { readonly text: string; readonly name: string; readonly types: readonly number[] }): void
  bind(message: object): void
  execute(message: object): void
}

/** The methods of pg's query that the connection calls as answers arrive. */
interface WireQuery {
  submit(connection: Wire): Error | null
  handleDataRow(message: object): void
  handleCommandComplete(message: object, connection: Wire): void
}

/** Called once, with the error or the result. */
export type QueryAnswer = (error: Error | null, result: QueryResult) => void

const PgQuery = Query as unknown as new (config: object, answer: QueryAnswer) => WireQuery

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
export class BoundQuery extends PgQuery {
  private readonly identity: string
  private identified = false

  constructor(identity: string, config: QueryConfig | QueryArrayConfig, answer: QueryAnswer) {
    super({ ...config, queryMode: 'extended' }, answer)
    this.identity = identity
  }

  override submit(connection: Wire): Error | null {
    connection.stream.cork()
    try {
      connection.parse({ text: this.identity, name: '', types: [] })
      connection.bind({})
      connection.execute({})
      return super.submit(connection)
    } finally {
      connection.stream.uncork()
    }
  }

  override handleDataRow(message: object): void {
    if (this.identified) super.handleDataRow(message)
  }

  override handleCommandComplete(message: object, connection: Wire): void {
    if (this.identified) super.handleCommandComplete(message, connection)
    this.identified = true
  }
}

import type { Client } from 'pg'

/** How a connection that went silent is noticed: its network has gone, and nobody said so. */
export interface ProbeOptions {
  /** How often the server is asked whether it is there. */
  readonly everyMs: number
  /** How long its answer may take. */
  readonly deadlineMs: number
}

/** A connection as it is probed: its questions take turns with others. */
export interface ProbedConnection {
  readonly client: Pick<Client, 'end'>
  readonly ask: (sql: string) => Promise<unknown>
}

/** A host knows within five seconds that it hears nothing any more; its server takes at least eight for the same (`noticeSilence`). */
export const defaultProbe: ProbeOptions = { everyMs: 2_000, deadlineMs: 3_000 }

/**
 * Has the server notice on its side: it ends the session, and with it what the session announces, 9 to 11 s after a client
 * fell silent instead of two hours. Later than the client notices (`defaultProbe`), on purpose: who is no longer announced must
 * have stopped by then. On a local socket both mean nothing and do no harm.
 */
export const noticeSilence = 'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3; set tcp_user_timeout = 10000'

/**
 * Asks again and again, and gives the connection up when no answer comes in time: it ends then, as it would if the network had
 * said so. @returns what stops it
 */
export function probeEvery({ client, ask: query }: ProbedConnection, { everyMs, deadlineMs }: ProbeOptions): () => void {
  let deadline: NodeJS.Timeout | null = null
  const answered = () => {
    if (deadline !== null) clearTimeout(deadline)
    deadline = null
  }
  const ask = () => {
    if (deadline !== null) return
    // With a query under way `end` does not say goodbye to a server that cannot hear: it destroys the socket.
    deadline = setTimeout(() => void client.end(), deadlineMs).unref()
    query('select 1').then(answered, answered)
  }
  const timer = setInterval(ask, everyMs).unref()
  return () => {
    clearInterval(timer)
    answered()
  }
}

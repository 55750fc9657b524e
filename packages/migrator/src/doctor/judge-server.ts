import type { DoctorFacts } from './facts.ts'
import { someOf } from './finding.ts'
import type { Judged } from './finding.ts'

const oldestVersion = 150_000
const shortestStatementTimeoutMs = 30_000

/** Settings that keep data safe, and what runs now. */
export function judgeServer({ server, activity }: DoctorFacts): readonly Judged[] {
  return [...judgeSafety(server), ...judgeTimeouts(server), judgeLongTransactions(activity)]
}

function judgeSafety(server: DoctorFacts['server']): readonly Judged[] {
  return [
    {
      check: 'server-version', found: `PostgreSQL ${server.versionText}`, why: 'Guards, migrations and roll backs are tested on PostgreSQL 15 and 18.',
      faults: [{ verdict: 'problem', when: server.version < oldestVersion, next: 'Upgrade the server to PostgreSQL 15 or later.' }],
    },
    {
      check: 'fsync', found: `fsync = ${onOff(server.fsync)}`, why: 'With fsync off a crash of the machine can leave the whole server unreadable.',
      faults: [{ verdict: 'problem', when: !server.fsync, next: 'alter system set fsync = on; select pg_reload_conf();' }],
    },
    {
      check: 'full-page-writes', found: `full_page_writes = ${onOff(server.fullPageWrites)}`, why: 'With full_page_writes off a page that was half written when the machine stopped stays broken.',
      faults: [{ verdict: 'problem', when: !server.fullPageWrites, next: 'alter system set full_page_writes = on; select pg_reload_conf();' }],
    },
    {
      check: 'autovacuum', found: `autovacuum = ${onOff(server.autovacuum)}, track_counts = ${onOff(server.trackCounts)}`, why: 'Moves leave dead rows in the catalog and in tables; without autovacuum both only grow, and plans rest on old statistics.',
      faults: [{ verdict: 'problem', when: !server.autovacuum || !server.trackCounts, next: 'alter system set autovacuum = on; alter system set track_counts = on; select pg_reload_conf();' }],
    },
  ]
}

function judgeTimeouts(server: DoctorFacts['server']): readonly Judged[] {
  const { statementTimeoutMs, idleSessionTimeoutMs, idleInTransactionTimeoutMs } = server
  return [
    {
      check: 'idle-transactions', found: `idle_in_transaction_session_timeout = ${duration(idleInTransactionTimeoutMs)}`,
      why: 'A transaction that somebody forgot keeps its locks, so moves wait for it, and keeps dead rows from being removed.',
      faults: [{ verdict: 'advice', when: idleInTransactionTimeoutMs === 0, next: `alter system set idle_in_transaction_session_timeout = '5min'; select pg_reload_conf();` }],
    },
    {
      check: 'session-timeouts', found: `statement_timeout = ${duration(statementTimeoutMs)}, idle_session_timeout = ${duration(idleSessionTimeoutMs)}`,
      why: 'A limit for every session also ends steps that are meant to run long, such as an index that is built concurrently, and the connection that waits for notifications.',
      faults: [
        { verdict: 'advice', when: idleSessionTimeoutMs > 0, next: `Set it for the people and programs it is meant for (alter role ... set idle_session_timeout), and to 0 for the user of DATABASE_URL.` },
        { verdict: 'advice', when: statementTimeoutMs > 0 && statementTimeoutMs < shortestStatementTimeoutMs, next: 'Set it for the people and programs it is meant for (alter role ... set statement_timeout), and to 0 for the user of DATABASE_URL: requests and moves bring limits of their own.' },
      ],
    },
  ]
}

function judgeLongTransactions({ limitMs, long, hidden }: DoctorFacts['activity']): Judged {
  return {
    check: 'long-transactions', found: `no transaction is open for longer than ${duration(limitMs)}`, why: 'A transaction that stays open keeps dead rows of every tenant from being removed, and whatever it locked from being moved.',
    faults: [
      { verdict: 'advice', when: long.length > 0, found: `open for longer than ${duration(limitMs)}: ${someOf(long.map(({ what, ageMs }) => `${what} (${duration(ageMs)})`))}`, next: 'Find out whose they are; end one with select pg_terminate_backend(<pid>), a prepared one with rollback prepared.' },
      { verdict: 'advice', when: hidden > 0, found: `transactions of ${hidden} sessions of other users cannot be seen`, next: 'grant pg_read_all_stats to the user of DATABASE_URL, and look again.' },
    ],
  }
}

function onOff(value: boolean): string {
  return value ? 'on' : 'off'
}

/** As PostgreSQL writes it; 0 means without limit. */
function duration(ms: number): string {
  if (ms === 0) return '0'
  if (ms < 1_000) return `${ms}ms`
  return ms < 120_000 ? `${Math.round(ms / 1_000)}s` : `${Math.round(ms / 60_000)}min`
}

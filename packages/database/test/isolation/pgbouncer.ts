import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, chmod, chown, constants, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serverAccount } from '../../src/embedded/index.ts'
import { freePort } from '../../src/embedded/free-port.ts'

/** A PgBouncer in transaction mode before one server. */
export interface PgBouncer {
  readonly url: string
  /** Rejects with PgBouncer's last words when it ends before the work does: nothing would be proven through it any more. */
  whileServing<Result>(work: Promise<Result>): Promise<Result>
  stop(): Promise<void>
}

const program = '/usr/sbin/pgbouncer'

/** Null when it is here; else why not. */
export async function whyNoPgBouncer(): Promise<string | null> {
  const isHere = await access(program, constants.X_OK).then(() => true, () => false)
  return isHere ? null : `${program} is not installed. On Debian: apt-get install pgbouncer.`
}

/** Starts PgBouncer on a free loopback port with settings of its own, as another user when this one is root. */
export async function startPgBouncer(serverUrl: string): Promise<PgBouncer> {
  const [account, port, directory] = await Promise.all([serverAccount(), freePort(), mkdtemp(join(tmpdir(), 'tenon-pgbouncer-'))])
  const file = join(directory, 'pgbouncer.ini')
  await writeFile(file, settingsOf(new URL(serverUrl), port))
  await chmod(file, 0o600)
  if (account) for (const path of [file, directory]) await chown(path, account.uid, account.gid)
  const child = spawn(program, ['-q', file], { stdio: ['ignore', 'ignore', 'pipe'], ...(account ? { uid: account.uid, gid: account.gid } : {}) })
  const ended = once(child, 'exit')
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => { words = (words + chunk.toString()).slice(-2_000) })
  const failed = ended.then(() => { throw new Error(`pgbouncer ended: ${words}`) })
  await Promise.race([failed, untilListening(port)])
  failed.catch(() => undefined)
  const url = new URL(serverUrl)
  url.port = String(port)
  return {
    url: url.href,
    whileServing: (work) => Promise.race([failed, work]),
    async stop() {
      child.kill('SIGINT')
      await ended
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function settingsOf(server: URL, port: number): string {
  const password = server.password === '' ? '' : ` password=${decodeURIComponent(server.password)}`
  return `[databases]
* = host=127.0.0.1 port=${server.port} user=${decodeURIComponent(server.username)}${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 6
max_client_conn = 200
server_check_query =
log_connections = 0
log_disconnections = 0
log_pooler_errors = 0
`
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const open = await once(socket, 'connect').then(() => true, () => false)
    socket.destroy()
    if (open) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

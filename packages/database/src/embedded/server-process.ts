import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { serverEnvironment } from './run-program.ts'
import type { Launch } from './server-account.ts'

/** A running PostgreSQL server process. */
export interface ServerProcess {
  /** Fast shutdown: clients are cut off, data is written, the process is gone. */
  stop(): Promise<void>
}

/** Which server to run. */
export interface ServerProcessOptions {
  readonly postgres: string
  readonly dataDirectory: string
  readonly port: number
  readonly settings: Readonly<Record<string, string>>
  readonly launch: Launch
}

/** What a server that did not come up said. */
export interface ServerRefusal {
  readonly output: string
}

/** Past this a server that does not end is killed; PostgreSQL then recovers from its log on the next start. */
const stopBudgetMs = 30_000

/**
 * Ties the server's life to ours: the shell waits for the end of its standard input, which comes when
 * we close it or die in whatever way, `kill -9` included, and then asks the server for a fast shutdown.
 */
const keeper = `
trap '' INT TERM HUP
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r line <&3; kill -INT $server; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait $server
code=$?
kill -KILL $watcher 2>/dev/null
exit $code
`

/**
 * Starts a server and waits until it accepts connections. It ends with this process at the latest.
 * @returns the running server, or its last words when it ended before it was ready
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess | ServerRefusal> {
  // A process group of its own, so that Ctrl-C in the terminal reaches us alone and we can finish our queries first.
  const [file = '', ...args] = [...options.launch.prefix, '/bin/sh', '-c', keeper, 'tenon-postgres', options.postgres, ...argumentsOf(options)]
  const child = spawn(file, args, {
    ...options.launch.identity,
    env: serverEnvironment,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const output = await untilReadyOrEnded(child)
  if (output !== null) return { output }
  child.unref()
  return { stop: () => stopServer(child) }
}

function argumentsOf(options: ServerProcessOptions): string[] {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(options.port), ...options.settings }
  return ['-D', options.dataDirectory, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

function untilReadyOrEnded(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      output = `${output}${chunk.toString()}`.slice(-8000)
      if (output.includes('database system is ready to accept connections')) resolve(null)
    })
    // The keeper may already be gone when we close its standard input.
    child.stdin?.on('error', () => undefined)
    child.once('error', reject)
    child.once('close', () => { resolve(output) })
  })
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<boolean>((resolve) => child.once('exit', () => { resolve(true) }))
  child.ref()
  child.stdin?.end()
  const inTime = await Promise.race([ended, delay(stopBudgetMs, false, { ref: false })])
  if (!inTime && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  await ended
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createTestDatabase, packTestModule, writeReleases } from '@tenon/test-kit'
import type { PackTestModuleOptions } from '@tenon/test-kit'

/** What a host app wrote: one JSON line each. */
export interface LogLine extends Readonly<Record<string, unknown>> {
  readonly msg: string
}

/** A host app in processes of its own, with a tenant for each of its module versions. */
export interface TestApp {
  readonly url: string
  readonly home: string
  readonly supervisorId: number
  readonly log: readonly LogLine[]
  /** The processes below the supervisor that run `serve.ts`. */
  hostIds(): Promise<readonly number[]>
  call(path: string, json?: unknown): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>
  /** Moves a tenant, made when missing, to versions of modules; a lower one is a roll back. */
  moveTo(tenantId: string, targets: Readonly<Record<string, string>>): Promise<void>
  signal(signal: NodeJS.Signals): void
  /** Stops it and removes what it left. @returns its exit code */
  close(): Promise<number | null>
}

/** What a test app offers. */
export interface OpenTestAppOptions {
  readonly modules: readonly PackTestModuleOptions[]
  readonly environment?: Readonly<Record<string, string>>
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Starts the host app on a database of its own and waits until it serves. */
export async function openTestApp({ modules, environment = {} }: OpenTestAppOptions): Promise<TestApp> {
  const database = await createTestDatabase()
  const home = await mkdtemp(join(tmpdir(), 'tenon-app-'))
  await writeReleases(join(home, 'releases'), await Promise.all(modules.map(packTestModule)))
  const child = spawn(process.execPath, ['--conditions=tenon-source', main], {
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', DATABASE_URL: database.url, TENON_HOME: home, TENON_RELEASES: join(home, 'releases'), ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const log: LogLine[] = []
  if (child.stdout !== null) createInterface(child.stdout).on('line', (line) => log.push(JSON.parse(line) as LogLine))
  const ended = once(child, 'exit')
  const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }]
  const supervisorId = child.pid ?? 0
  const call: TestApp['call'] = (path, json) => callOnce(new URL(path, url), json)
  await call('/api/organizations', { id: 'org', name: 'Org' })
  return {
    url, home, log, supervisorId, call,
    hostIds: () => hostIds(supervisorId),
    moveTo: (tenantId, targets) => moveTo(call, tenantId, targets),
    signal: (signal) => void child.kill(signal),
    async close() {
      child.kill('SIGTERM')
      const [code] = (await ended) as [number | null]
      await database.close()
      await rm(home, { recursive: true, force: true })
      return code
    },
  }
}

async function moveTo(call: TestApp['call'], tenantId: string, targets: Readonly<Record<string, string>>): Promise<void> {
  if ((await call(`/api/tenants/${tenantId}`)).status === 404) await call('/api/tenants', { id: tenantId, name: tenantId, organizationId: 'org' })
  const move = await call(`/api/tenants/${tenantId}/plans`, { kind: 'move', targets, reason: 'test' })
  const [module = ''] = Object.keys(targets)
  const plan = move.status === 409 ? await call(`/api/tenants/${tenantId}/plans`, { kind: 'roll-back', module, reason: 'test' }) : move
  const started = await call(`/api/plans/${String(plan.body['id'])}/apply`, {})
  let operation = started.body
  while (operation['status'] === 'running') operation = (await call(`/api/operations/${String(operation['id'])}?waitMs=20000`)).body
  if (operation['status'] !== 'succeeded') throw new TypeError(JSON.stringify([plan.body, operation]))
}

/** On a connection of its own: one that is kept may belong to a host that has gone. */
async function callOnce(url: URL, json: unknown): ReturnType<TestApp['call']> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const sent = request(url, { agent: false, method: json === undefined ? 'GET' : 'POST', headers: { 'content-type': 'application/json' } }, resolve)
  sent.on('error', reject)
  sent.end(json === undefined ? undefined : JSON.stringify(json))
  const response = await promise
  return { status: response.statusCode ?? 0, body: JSON.parse(await text(response)) as Record<string, unknown> }
}

async function hostIds(supervisorId: number): Promise<readonly number[]> {
  const children = (await readFile(`/proc/${supervisorId}/task/${supervisorId}/children`, 'utf8')).trim().split(' ').filter((id) => id !== '').map(Number)
  const commands = await Promise.all(children.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return children.filter((_id, index) => commands[index]?.includes('serve.ts'))
}

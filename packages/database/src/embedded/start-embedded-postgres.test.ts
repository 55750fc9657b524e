import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startEmbeddedPostgres } from './start-embedded-postgres.ts'

const slow = 60_000
let directory: string

beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'tenon-embedded-')) })
afterEach(() => rm(directory, { recursive: true, force: true }))

test('data outlives a stop, and stopping leaves no server behind', { timeout: slow }, async () => {
  const first = await startEmbeddedPostgres({ directory })
  await run(first.url, 'create table note (text text)', `insert into note values ('kept')`)
  const serverId = await serverProcessId()
  await first.stop()
  await first.stop()
  expect(isAlive(serverId)).toBe(false)
  const second = await startEmbeddedPostgres({ directory })
  expect(await run(second.url, 'select text from note')).toEqual([{ text: 'kept' }])
  await second.stop()
})

test('a directory in use is refused, and the server in it stays', { timeout: slow }, async () => {
  const first = await startEmbeddedPostgres({ directory })
  await expect(startEmbeddedPostgres({ directory })).rejects.toMatchObject({ code: 'EMBEDDED_DIRECTORY_IN_USE', problem: { details: { processId: process.pid } } })
  expect(await run(first.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await first.stop()
})

test('a port in use is named', { timeout: slow }, async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(startEmbeddedPostgres({ directory, port })).rejects.toMatchObject({ code: 'EMBEDDED_PORT_IN_USE', problem: { details: { port } } })
  other.close()
})

test('a server whose owner was killed ends by itself, and the next start finds the data', { timeout: slow }, async () => {
  const { owner, url } = await startInOtherProcess()
  await run(url, 'create table note (text text)', `insert into note values ('kept')`)
  const serverId = await serverProcessId()
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  await vi.waitFor(() => { expect(isAlive(serverId)).toBe(false) }, 10_000)
  const next = await startEmbeddedPostgres({ directory })
  expect(await run(next.url, 'select text from note')).toEqual([{ text: 'kept' }])
  await next.stop()
})

test('a server that was itself killed with its owner leaves a lock that the next start cleans', { timeout: slow }, async () => {
  const { owner, url } = await startInOtherProcess()
  await run(url, 'create table note (text text)', `insert into note values ('kept')`)
  process.kill(await serverProcessId(), 'SIGKILL')
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  const next = await startEmbeddedPostgres({ directory })
  expect(await run(next.url, 'select text from note')).toEqual([{ text: 'kept' }])
  await next.stop()
})

async function startInOtherProcess() {
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(new URL('start-embedded-postgres.ts', import.meta.url).href)}
    process.stdout.write((await startEmbeddedPostgres({ directory: ${JSON.stringify(directory)} })).url)
    setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--conditions=tenon-source', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = (await once(owner.stdout, 'data')) as [Buffer]
  return { owner, url: url.toString() }
}

async function serverProcessId(): Promise<number> {
  return Number((await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch {
    return false
  }
}

async function run(url: string, ...statements: readonly string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  let rows: unknown[] = []
  for (const statement of statements) ({ rows } = await client.query(statement))
  await client.end()
  return rows
}

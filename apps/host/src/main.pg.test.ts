import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const releases = fileURLToPath(new URL('../../../releases', import.meta.url))
let home: string
let database: Awaited<ReturnType<typeof createTestDatabase>>

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tenon-host-app-'))
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.close()
  await rm(home, { recursive: true, force: true })
})

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>
}

function start(environment: Readonly<Record<string, string>>): Started {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, ['--conditions=tenon-source', main], {
    env: { PATH, PORT: '0', TENON_HOME: home, TENON_RELEASES: releases, LOG_LEVEL: 'silent', DATABASE_URL: database.url, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => { said += chunk.toString() })
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, said })) }
}

describe('the host app', () => {
  it('serves until it is asked to stop, and leaves with 0', async () => {
    const { child, ended } = start({})
    const [ready] = (await once(child, 'message')) as [{ readonly url: string }]
    expect((await fetch(`${ready.url}/readyz`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toEqual({ code: 0, said: '' })
    await expect(fetch(`${ready.url}/healthz`)).rejects.toThrow()
  })

  it('stops when whoever started it goes away', async () => {
    const { child } = start({})
    await once(child, 'message')
    // Node tells of no 'close' once the parent has disconnected.
    const exit = once(child, 'exit')
    child.disconnect()
    expect(await exit).toEqual([0, null])
  })

  it('says in one sentence that its port is taken, before it opens a database', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { code, said } = await start({ PORT: String(port), DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }).ended
    other.close()
    expect(said).toBe(`PORT_IN_USE: Port ${port} on 127.0.0.1 is already in use. Stop what uses it, or choose another: PORT=${port + 1} npm start.\n`)
    expect(code).toBe(3)
  })

  it.each([
    ['postgresql://nobody@127.0.0.1:1/none', 'DATABASE_UNREACHABLE', 1],
    ['mysql://localhost', 'DATABASE_URL_INVALID', 2],
  ])('says in one line what is wrong with DATABASE_URL=%s', async (url, expected, exitCode) => {
    const { code, said } = await start({ DATABASE_URL: url }).ended
    expect(said).toMatch(new RegExp(`^${expected}: .+\\n$`))
    expect(code).toBe(exitCode)
  })

  it('names a database that is not there, without the password', async () => {
    const url = new URL(database.url)
    url.pathname = '/not_there'
    url.password = 'secret-word'
    const { said } = await start({ DATABASE_URL: url.href }).ended
    expect(said).toMatch(/^DATABASE_MISSING: .*not_there/)
    expect(said).not.toContain('secret-word')
  })

  it('names a variable that does not fit', async () => {
    expect(await start({ PORT: 'http' }).ended).toMatchObject({ code: 2, said: expect.stringMatching(/^ENVIRONMENT_INVALID: .*PORT/) as string })
  })
})

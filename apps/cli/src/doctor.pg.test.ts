import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createControlDouble } from '../test/control-double.ts'
import { runCaptured } from '../test/run-captured.ts'
import type { Captured } from '../test/run-captured.ts'

let server: TestDatabase
beforeAll(async () => { server = await createTestDatabase() })
afterAll(() => server.close())

function doctor(options: string, env: Readonly<Record<string, string>>, world: { readonly isTerminal?: true } = {}): Promise<Captured> {
  return runCaptured(`doctor ${options}`, createControlDouble().control, { env, ...world })
}

it('names the problems of a server that was made for tests, first, with exit code 1', async () => {
  const { exitCode, out, err } = await doctor('--direct', { DATABASE_URL: server.url })
  expect({ exitCode, err }).toEqual({ exitCode: 1, err: '' })
  expect(out).toMatch(/^problem {2}fsync {2}fsync = off {2}alter system set fsync = on;/)
  expect(out.trim().split('\n').at(-1)).toMatch(/^\d+ problems, \d+ advice, \d+ in order\.$/)
})

it('says why and what to do to a person, and all of it as one document', async () => {
  const page = (await doctor('', { DATABASE_URL: server.url }, { isTerminal: true })).out
  expect(page).toContain('problem  fsync  fsync = off\n  why   With fsync off')
  expect(page).toContain('\n  next  alter system set fsync = on; select pg_reload_conf();')
  const { problems, findings } = JSON.parse((await doctor('--json', { DATABASE_URL: server.url })).out) as { problems: number; findings: readonly { verdict: string }[] }
  expect(findings.filter(({ verdict }) => verdict === 'problem')).toHaveLength(problems)
})

it('says what is missing when there is no database to examine', async () => {
  const { exitCode, err } = await doctor('', { TENON_HOME: '/nowhere' })
  expect(exitCode).toBe(2)
  expect(err).toContain('DATABASE_UNNAMED  DATABASE_URL is not set, and there is no database in /nowhere/postgres.')
})

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createControlDouble } from '../test/control-double.ts'
import { runCaptured } from '../test/run-captured.ts'
import type { CliWorld } from './cli-world.ts'

let printed: string[] = []
beforeEach(() => { printed = []; vi.spyOn(console, 'log').mockImplementation((line: string) => { printed.push(line) }) })
afterEach(() => { vi.restoreAllMocks(); vi.useRealTimers() })

/** What is offered when the key is pressed after `typed`. */
async function offersFor(typed: readonly string[], world: Partial<CliWorld> = {}): Promise<readonly string[]> {
  await runCaptured(`complete -- ${typed.map((word) => (word === '' ? '""' : word)).join(' ')}`, createControlDouble().control, world)
  return printed.filter((line) => !line.startsWith(':')).map((line) => line.split('\t')[0] ?? '')
}

describe('completion', () => {
  it('offers commands and options', async () => {
    expect(await offersFor(['roll'])).toEqual(['rollback'])
    printed = []
    expect(await offersFor(['tenant', 'cr'])).toEqual(['create'])
    printed = []
    expect(await offersFor(['rollback', '--re'])).toEqual(['--reason'])
  })

  it('offers tenants and modules that the host knows', async () => {
    expect(await offersFor(['rollback', ''])).toEqual(['acme'])
    printed = []
    expect(await offersFor(['rollback', 'acme', ''])).toEqual(['inventory'])
    printed = []
    expect(await offersFor(['plan', 'acme', 'inv'])).toEqual(['inventory@'])
  })

  it('offers no names when the host does not answer, or not quickly', async () => {
    expect(await offersFor(['rollback', ''], { openControl: () => Promise.reject(new TypeError('refused')) })).toEqual([])
    vi.useFakeTimers()
    const offers = offersFor(['rollback', ''], { openControl: () => new Promise(() => undefined) })
    await vi.runAllTimersAsync()
    expect(await offers).toEqual([])
  })

  it.each(['bash', 'zsh', 'fish'])('prints a script for %s', async (shell) => {
    const { exitCode } = await runCaptured(`completion ${shell}`, createControlDouble().control)
    expect(exitCode).toBe(0)
    expect(printed.join('\n')).toContain('tenon complete --')
  })

  it.skipIf(process.platform === 'win32')('completes in a bash without any package', { timeout: 30_000 }, () => {
    const script = `
      tenon() { "${process.execPath}" --conditions=tenon-source "${fileURLToPath(new URL('main.ts', import.meta.url))}" "$@"; }
      source <(tenon completion bash)
      press() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); __tenon_complete 2> /dev/null; echo "\${COMPREPLY[*]}"; }
      press tenon rollb
      press tenon tenant cr
      press tenon rollback --rea`
    expect(execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8', env: { PATH: process.env['PATH'], TENON_HOST: 'http://127.0.0.1:9' } })).toBe('rollback\ncreate\n--reason\n')
  })

  it('does not wait for a host that takes the call and never answers', { timeout: 30_000 }, async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const host = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const main = fileURLToPath(new URL('main.ts', import.meta.url))
    const child = spawn(process.execPath, ['--conditions=tenon-source', main, 'complete', '--', 'rollback', ''], { env: { TENON_HOST: host }, stdio: 'ignore' })
    expect((await once(child, 'close'))[0]).toBe(0)
    silent.closeAllConnections()
    silent.close()
  })

  it('refuses a shell it does not know', async () => {
    expect((await runCaptured('completion tcsh', createControlDouble().control)).exitCode).toBe(2)
  })
})

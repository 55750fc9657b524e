import { describe, expect, it, vi } from 'vitest'
import { createControlDouble } from '../test/control-double.ts'
import { runCaptured } from '../test/run-captured.ts'
import type { CliWorld } from './cli-world.ts'

const run = (line: string) => runCaptured(line, createControlDouble().control)
const problem = { code: 'MIGRATION_FAILED', category: 'internal', title: 'It failed.', next: 'Look.', details: {} } as const

describe('exit codes', () => {
  it.each([
    ['status', 0],
    ['--help', 0],
    ['--version', 0],
    ['tenant show nobody', 2],
    ['plan nobody inventory@2.0.0', 2],
    ['plan acme inventory', 0],
    ['plan acme Inventory@2', 2],
    ['plan acme inventory@1 inventory@2', 2],
    ['plan acme', 2],
    ['tenant', 2],
    ['nonsense', 2],
    ['status --nonsense', 2],
    ['tenant create x --organization y --type huge', 2],
    ['pin acme inventory@~1.2', 2],
    ['pin acme inventory@~1.2 --reason audit --until someday', 2],
    ['history acme --at noon', 2],
    ['finalize acme inventory --reason done', 3],
    ['finalize acme inventory --reason done --yes', 0],
  ])('%s exits %d', async (line, exitCode) => {
    expect((await run(line)).exitCode).toBe(exitCode)
  })

  it('exits 1 when the work was done and failed, with the operation on standard output', async () => {
    const { control } = createControlDouble({ status: 'failed', problem })
    const { exitCode, out, err } = await runCaptured('apply p_7f3k', control)
    expect(exitCode).toBe(1)
    expect(out).toBe('acme  inventory 1.2.0 -> 2.0.0  failed  0.4 s  o_3b1d\n')
    expect(err).toContain('MIGRATION_FAILED  It failed.')
  })
})

describe('problems', () => {
  it('go to standard error: code, what happened, what to do next', async () => {
    expect(await run('tenant show nobody')).toEqual({
      exitCode: 2, out: '', err: 'TENANT_UNKNOWN  There is no tenant "nobody".\n  Next: List them with `tenon tenant list`.\n',
    })
  })

  it('name the help of the command that was meant', async () => {
    expect((await run('tenant create')).err).toContain('See `tenon tenant create --help`.')
    expect((await run('statsu')).err).toMatchInlineSnapshot(`
      "USAGE_WRONG  Unknown command 'statsu' (Did you mean status?)
        Next: See \`tenon --help\`.
      "
    `)
  })

  it('are one line of JSON with --json, wherever the option stands', async () => {
    for (const line of ['--json tenant show nobody', 'tenant show nobody --json']) {
      const { out, err } = await run(line)
      expect(out).toBe('')
      expect(JSON.parse(err)).toEqual({ code: 'TENANT_UNKNOWN', category: 'not-found', title: 'There is no tenant "nobody".', next: 'List them with `tenon tenant list`.', details: { tenant: 'nobody' } })
    }
  })

  it('show where they came from when asked to', async () => {
    const { control } = createControlDouble()
    expect((await runCaptured('tenant show nobody', control, { env: { TENON_DEBUG: '1' } })).err).toContain('control-double.ts')
    expect((await runCaptured('tenant show nobody', control)).err).not.toContain('control-double.ts')
  })

  it('are rendered even when the cause is unknown', async () => {
    const { exitCode, err } = await runCaptured('status', {} as never)
    expect(exitCode).toBe(1)
    expect(err).toContain('CLI_FAILED')
  })
})

describe('--json', () => {
  it.each([
    'status', 'tenant list', 'tenant show acme', 'org list', 'module list', 'pin', 'history acme', 'history acme --at 2026-11-17T14:03',
    'plan acme inventory@2.0.0', 'apply p_7f3k', 'upgrade acme inventory@2.0.0', 'rollback acme inventory --reason r', 'finalize acme inventory --reason r --yes',
    'settings get acme inventory', 'settings set acme inventory currency=CHF --reason r', 'pin acme inventory --remove',
  ])('%s is one document', async (line) => {
    const { out, err, exitCode } = await run(`${line} --json`)
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
    expect(JSON.parse(out)).toBeTypeOf('object')
  })

  it('answers an upgrade with its plan and its operation', async () => {
    expect(JSON.parse((await run('upgrade acme inventory@2.0.0 --json')).out)).toMatchObject({ plan: { id: 'p_7f3k' }, operation: { id: 'o_3b1d', status: 'succeeded' } })
  })
})

describe('a pipe', () => {
  it('gets one line per thing', async () => {
    const outputs = await Promise.all(['status', 'tenant list', 'org list', 'module list', 'pin', 'history acme', 'upgrade acme inventory@2.0.0'].map(run))
    expect(outputs.map(({ out }) => out).join('')).toMatchInlineSnapshot(`
      "acme  inventory@1.2.0  pin of inventory ended on 2026-11-01
      acme  globex  enterprise  ring:early  Acme GmbH
      globex  Globex
      inventory  2.0.0  available  1 tenant
      inventory  1.2.0  deprecated  2 tenants
      acme  inventory@~1.2  dana  2027-03-01  audit season
      acme  -  2026-11-17T14:03:00.000Z  channel  all beta  cli:lee  early bird
      acme  -  2026-11-17T14:03:00.000Z  pin  inventory@~1.2 by dana  cli:dana  audit season
      acme  -  2026-11-17T14:03:00.000Z  abandon  inventory  cli:dana  not now
      acme  57  2026-11-17T14:03:00.000Z  upgrade  inventory@1.2.0  cli:dana  spring release
      acme  inventory 1.2.0 -> 2.0.0  succeeded  0.4 s  o_3b1d
      "
    `)
  })
})

describe('a terminal', () => {
  const onTerminal = (line: string) => runCaptured(line, createControlDouble().control, { isTerminal: true })

  it('gets tables', async () => {
    expect((await onTerminal('status')).out).toMatchInlineSnapshot(`
      "tenant   inventory   pins             attention
      acme     1.2.0       inventory ~1.2   pin of inventory ended on 2026-11-01

      1 tenant, 1 needs a person
      "
    `)
    expect((await onTerminal('module list')).out).toMatchInlineSnapshot(`
      "module      title       version   status       tenants
      inventory   Inventory   2.0.0     available    1
                              1.2.0     deprecated   2
      "
    `)
    expect((await onTerminal('pin')).out).toMatchInlineSnapshot(`
      "tenant   module      range   owner   until        reason
      acme     inventory   ~1.2    dana    2027-03-01   audit season
      "
    `)
    expect((await onTerminal('history acme')).out).toMatchInlineSnapshot(`
      "revision   when (UTC)          change    what                     who        why
      -          17 Nov 2026 14:03   channel   all beta                 cli:lee    early bird
      -          17 Nov 2026 14:03   pin       inventory@~1.2 by dana   cli:dana   audit season
      -          17 Nov 2026 14:03   abandon   inventory                cli:dana   not now
      57         17 Nov 2026 14:03   upgrade   inventory@1.2.0          cli:dana   spring release
      "
    `)
  })

  it('gets a tenant in full', async () => {
    expect((await onTerminal('tenant show acme')).out).toMatchInlineSnapshot(`
      "acme   Acme GmbH   organization globex, enterprise, ring:early
        inventory   1.2.0   sha512-9fQxR8...   data 0003   pinned ~1.2 by dana until 2027-03-01, "audit season"
        lock revision 57, last operation o_3b1d: upgrade succeeded, 17 Nov 2026 14:03 by cli:dana
        pin of inventory ended on 2026-11-01
      "
    `)
    expect((await onTerminal('history acme --at 2026-11-17T14:03')).out).toMatchInlineSnapshot(`
      "acme on 17 Nov 2026 14:03 UTC
        inventory   1.2.0   sha512-9fQxR8...   no proof asked for   data 0003   settings revision 40, 1 grant   pinned ~1.2 by dana until 2027-03-01, "audit season"
        lock revision 57: upgrade (plan p_1, operation o_1) by cli:dana, "spring release"
      "
    `)
    expect((await onTerminal('settings get acme inventory')).out).toMatchInlineSnapshot(`
      "acme   inventory settings   revision 3 by cli:dana
        allowNegativeStock   false
        weeks                6   default
        currency             "EUR"
      "
    `)
  })

  it('sees the plan of an upgrade before its end', async () => {
    const { out } = await onTerminal('upgrade acme inventory@2.0.0')
    expect(out.indexOf('Plan p_7f3k')).toBeLessThan(out.indexOf('acme   inventory 1.2.0 -> 2.0.0   0.4 s'))
  })

  it('has no colours unless they are asked for', async () => {
    expect((await onTerminal('status')).out).not.toContain('\u001b')
    expect((await runCaptured('status', createControlDouble().control, { isTerminal: true, colors: true })).out).toContain('\u001b')
  })

  it('is asked before the way back closes, and nothing happens without a yes', async () => {
    const { control, calls } = createControlDouble()
    const ask = vi.fn(() => Promise.resolve(false))
    const { exitCode, err } = await runCaptured('finalize acme inventory --reason r', control, { isTerminal: true, canAsk: true, ask })
    expect({ exitCode, asked: ask.mock.calls.length, applied: calls.length - 1 }).toEqual({ exitCode: 3, asked: 1, applied: 0 })
    expect(err).toContain('CONFIRMATION_MISSING')
  })

  it('finalizes after a yes', async () => {
    const { control, calls } = createControlDouble()
    const { exitCode } = await runCaptured('finalize acme inventory --reason r', control, { isTerminal: true, canAsk: true, ask: () => Promise.resolve(true) })
    expect(exitCode).toBe(0)
    expect(calls.at(-1)).toEqual({ planId: 'p_9d4e', actor: 'cli:dana', reason: 'r' })
  })
})

describe('dev', () => {
  it('starts a host, says where it serves, and exits as it does', async () => {
    const started: unknown[] = []
    const runHost: CliWorld['runHost'] = async ({ environment, onReady }) => { started.push(environment); onReady('http://127.0.0.1:4100'); return 3 }
    const { exitCode, err } = await runCaptured('dev --port 4100 --demo', createControlDouble().control, { runHost })
    expect({ exitCode, err, started }).toEqual({ exitCode: 3, err: 'Tenon serves at http://127.0.0.1:4100. Ctrl-C stops it.\n', started: [{ PORT: '4100', TENON_DEMO: 'on', TENON_DEV_BUILDS: '.tenon/dev' }] })
  })

  it('serves a module to a tenant, at the host that was named', async () => {
    const developed: unknown[] = []
    const develop: CliWorld['develop'] = async ({ tell: _tell, ...options }) => { developed.push(options); return 0 }
    expect(await runCaptured('dev --module ./billing --tenant acme --port 4100', createControlDouble().control, { develop })).toMatchObject({ exitCode: 0 })
    expect(developed).toEqual([{ module: './billing', tenantId: 'acme', host: 'http://127.0.0.1:4100', actor: 'cli:dana', environment: { PORT: '4100', TENON_DEV_BUILDS: '.tenon/dev' } }])
  })

  it.each(['dev --module ./billing', 'dev --tenant acme'])('wants module and tenant together: %s', async (line) => {
    expect(await run(line)).toMatchObject({ exitCode: 2, err: expect.stringContaining('belong together') as string })
  })

  it('refuses what is no port', async () => {
    expect(await run('dev --port many')).toMatchObject({ exitCode: 2, err: expect.stringContaining('A port is a number') as string })
  })
})

describe('what is sent', () => {
  it.each([
    ['pin acme inventory@~1.2 --reason "audit season" --until 2027-03-01', { tenantId: 'acme', module: 'inventory', range: '~1.2', owner: 'dana', reason: 'audit season', expiresAt: '2027-03-01T00:00:00.000Z', actor: 'cli:dana' }],
    ['pin acme inventory --remove --reason over', { tenant: 'acme', module: 'inventory', actor: 'cli:dana', reason: 'over' }],
    ['plan acme inventory@2.0.0 config@^1 --actor user:lee', { kind: 'move', tenantId: 'acme', targets: { inventory: '2.0.0', config: '^1' }, actor: 'user:lee', reason: 'planned by hand' }],
    ['upgrade acme inventory', { kind: 'move', tenantId: 'acme', targets: { inventory: '*' }, actor: 'cli:dana', reason: 'upgraded by hand' }],
    ['rollback acme inventory --to 1.0.0 --reason "INC-204"', { kind: 'roll-back', tenantId: 'acme', module: 'inventory', to: '1.0.0', actor: 'cli:dana', reason: 'INC-204' }],
    ['settings set acme inventory currency=CHF allowNegativeStock=true --reason r', { tenantId: 'acme', module: 'inventory', values: { allowNegativeStock: true, currency: 'CHF' }, actor: 'cli:dana', reason: 'r' }],
    ['tenant create initech --organization globex --tag a --tag b', { id: 'initech', name: 'initech', organizationId: 'globex', clientType: 'standard', tags: ['a', 'b'] }],
  ])('%s', async (line, call) => {
    const { control, calls } = createControlDouble()
    await runCaptured(line, control)
    expect(calls[0]).toEqual(call)
  })

  it('goes to the host named by option, else by TENON_HOST, else by default', async () => {
    const opened: unknown[] = []
    const world = (env: Record<string, string>) => ({ env, openControl: async (options: unknown) => { opened.push(options); return { control: createControlDouble().control, close: () => Promise.resolve() } } })
    await runCaptured('status --host http://a.test', createControlDouble().control, world({ TENON_HOST: 'http://b.test', TENON_ACTOR: 'user:lee' }))
    await runCaptured('status', createControlDouble().control, world({ TENON_HOST: 'http://b.test' }))
    await runCaptured('status --direct', createControlDouble().control, world({}))
    expect(opened).toEqual([
      { host: 'http://a.test', actor: 'user:lee', direct: false },
      { host: 'http://b.test', actor: 'cli:dana', direct: false },
      { host: 'http://127.0.0.1:4000', actor: 'cli:dana', direct: true },
    ])
  })
})

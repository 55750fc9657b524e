import type { Supervision } from '@tenon/host'
import type { KnownHost } from '@tenon/registry'
import { describe, expect, it } from 'vitest'
import { plain } from './paint.ts'
import { renderHosts, renderRecycled, renderSupervision } from './render-hosts.ts'

const hosts: readonly KnownHost[] = [
  { id: 'h_1', label: 'web-1:4000', version: '1.0.0', startedAt: '2026-11-17T09:00:00.000Z', isAnnounced: true },
  { id: 'h_2', label: 'web-2:4000', version: '1.0.0', startedAt: '2026-11-17T09:01:00.000Z', isAnnounced: false },
]
const at = '2026-11-17T14:03:00.000Z'
const supervision: Supervision = {
  generation: 4, supervisorProcessId: 17,
  replacements: [
    { generation: 4, reason: 'weekly', actor: 'cli:dana', at, outcome: 'running', tookMs: null, leftMs: null, abandonedCalls: null },
    { generation: 3, reason: 'the host uses 612 MB of memory, the budget is 512 MB; inventory 2.0.0 has grown by 310 MB', actor: null, at, outcome: 'succeeded', tookMs: 2_100, leftMs: 5_200, abandonedCalls: 0 },
    { generation: 2, reason: 'the host ended by SIGKILL', actor: null, at, outcome: 'succeeded', tookMs: 1_900, leftMs: null, abandonedCalls: null },
  ],
  barred: [{ key: 'k', label: 'inventory@2.0.0', reason: 'the host ended with exit code 7 while it loaded inventory@2.0.0' }],
}

describe('hosts', () => {
  it('are shown with what operators call them, and whether they can be heard', () => {
    expect(renderHosts(hosts).page(plain)).toMatchInlineSnapshot(`
      "host   label        version   since (UTC)         state
      h_1    web-1:4000   1.0.0     17 Nov 2026 09:00   serves
      h_2    web-2:4000   1.0.0     17 Nov 2026 09:01   lost its connection"
    `)
  })
})

describe('the history of a host', () => {
  it('says who followed whom, why, how long it took, and which versions are barred', () => {
    expect(renderSupervision(supervision).page(plain)).toMatchInlineSnapshot(`
      "host   asked for (UTC)     came up in   the one before                   by         reason
      4      17 Nov 2026 14:03   starting     finishes what runs               cli:dana   weekly
      3      17 Nov 2026 14:03   2.1 s        left in 5.2 s, 0 calls cut off   itself     the host uses 612 MB of memory, the budget is 512 MB; inventory 2.0.0 has grown by 310 MB
      2      17 Nov 2026 14:03   1.9 s        had ended                        itself     the host ended by SIGKILL

      1 barred version
        inventory@2.0.0   the host ended with exit code 7 while it loaded inventory@2.0.0

      Host 4 refuses them. When the cause is mended: tenon hosts recycle --reason ..."
    `)
    expect(renderSupervision({ ...supervision, replacements: [], barred: [] }).page(plain)).toMatchInlineSnapshot(`"This is the first host behind its port; none was replaced."`)
  })

  it('tells whoever asked for a fresh one how it went', () => {
    expect(renderRecycled({ ...supervision, replacements: supervision.replacements.slice(1) })).toMatchObject({ exitCode: 0, lines: ['3  succeeded  2100'] })
    const failed = renderRecycled({ ...supervision, replacements: [{ ...supervision.replacements[1], outcome: 'failed' } as never] })
    expect([failed.exitCode, failed.page(plain)]).toEqual([1, 'The fresh host did not come up; the one before goes on. The log of the host says why.'])
  })
})

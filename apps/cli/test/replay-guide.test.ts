import { describe, expect, it } from 'vitest'
import { replayGuide } from './replay-guide.ts'

const guide = [
  'First.', '', '```sh', 'tenon plan acme inventory@2.0.0', '```', '', '```text', 'Plan p_7f3k   took 0.4 s', '```', '',
  'Then.', '', '```sh', 'tenon apply p_7f3k', '```', '', 'Last.', '',
].join('\n')

describe('replaying a guide', () => {
  it('keeps a guide whose outputs differ only in ids, times and widths', async () => {
    expect(await replayGuide(guide, async (line) => ({ text: line.includes('plan ') ? 'Plan p_other took 87 ms\n' : '', ok: true }))).toBe(guide)
  })

  it('runs commands in order, and lets plan ids stand for the plan printed last', async () => {
    const lines: string[] = []
    await replayGuide(guide, async (line) => { lines.push(line); return { text: 'Plan p_other took 1 s', ok: true } })
    expect(lines).toEqual(['tenon plan acme inventory@2.0.0', 'tenon apply p_other'])
  })

  it('puts what was printed where it differs', async () => {
    const replayed = await replayGuide(guide, async (line) => ({ text: 'PLAN_EMPTY  Nothing to do.\n', ok: !line.includes('plan ') }))
    expect(replayed).toBe(guide.replace('Plan p_7f3k   took 0.4 s', 'PLAN_EMPTY  Nothing to do.'))
  })

  it('stops at a failure that the guide does not show', async () => {
    await expect(replayGuide(guide, async (line) => ({ text: 'gone', ok: line.includes('plan ') }))).rejects.toThrow('tenon apply')
  })
})

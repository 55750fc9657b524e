import type { Application } from '@tenon/registry'
import { describe, expect, it } from 'vitest'
import { plain } from './paint.ts'
import { renderApplication, renderQueue } from './render-queue.ts'

const waiting: Application = {
  id: 'ap_2', tenantId: 'acme', planId: 'p_7f3k', state: 'waiting', attempts: 1, notBefore: '2026-11-17T14:05:00.000Z', actor: 'cli:dana', reason: 'spring release',
  acceptDrift: null, hostId: 'h_1', operationId: 'op_1', createdAt: '2026-11-17T14:03:00.000Z', finishedAt: null,
  problem: { code: 'TENANT_BUSY', category: 'conflict', title: 'Another operation is changing acme right now.', next: 'Wait.', details: {} },
}
const done: Application = { ...waiting, id: 'ap_1', state: 'done', problem: null }

describe('the queue', () => {
  it('shows what waits and why it waits again, below the table', () => {
    expect(renderQueue([waiting, done]).page(plain)).toMatchInlineSnapshot(`
      "application   tenant   plan     state     attempts   queued (UTC)        by
      ap_2          acme     p_7f3k   waiting   1          17 Nov 2026 14:03   cli:dana
      ap_1          acme     p_7f3k   done      1          17 Nov 2026 14:03   cli:dana

      ap_2  TENANT_BUSY  Another operation is changing acme right now. Tried again at 17 Nov 2026 14:05."
    `)
    expect(renderQueue([waiting, done]).lines).toMatchInlineSnapshot(`
      [
        "ap_2  acme  p_7f3k  waiting  1 attempt  op_1  TENANT_BUSY",
        "ap_1  acme  p_7f3k  done  1 attempt  op_1",
      ]
    `)
  })

  it('teaches what to do when it is empty, and how to follow what was queued', () => {
    expect(renderQueue([]).page(plain)).toMatchInlineSnapshot(`"Nothing is queued. Queue a plan: tenon apply PLAN --queue"`)
    expect(renderApplication({ ...waiting, problem: null }).page(plain)).toMatchInlineSnapshot(`
      "ap_2   acme   plan p_7f3k waiting

      Follow it with: tenon queue acme"
    `)
  })
})

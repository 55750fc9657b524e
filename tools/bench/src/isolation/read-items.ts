import { batchRls, boundPrisma, interactiveRls, plainPrisma } from './contenders.ts'
import type { Contender } from './contenders.ts'
import { bindings, skusEach, tenantCount } from './isolation-field.ts'
import type { FieldPlace } from './isolation-field.ts'
import { boundSql, pipelinedByHand, singleMessageByHand } from './raw-contenders.ts'

/** Every contender by name, ours first. */
export const contenders: Readonly<Record<string, (field: FieldPlace) => Contender | Promise<Contender>>> = {
  ours: boundPrisma,
  'plain Prisma': (field) => plainPrisma(field, { pipeline: false, prepared: false }),
  'plain Prisma, pipeline': (field) => plainPrisma(field, { pipeline: true, prepared: false }),
  'plain Prisma, prepared': (field) => plainPrisma(field, { pipeline: false, prepared: true }),
  'Prisma RLS, interactive': interactiveRls,
  'Prisma RLS, batch': batchRls,
  'ours, SQL': boundSql,
  'SQL by hand, pipelined': pipelinedByHand,
  'SQL by hand, one message': singleMessageByHand,
}

export const callers = 32

/** Reads per second of `callers` at once, each for another tenant. @throws TypeError when an answer is not the asking tenant's */
export async function measureReads(contender: Contender, durationMs: number): Promise<number> {
  const startedAt = performance.now()
  let reads = 0
  async function call(caller: number): Promise<void> {
    while (performance.now() - startedAt < durationMs) {
      const turn = reads++
      await readOne(contender, turn + caller)
    }
  }
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)))
  return (reads * 1_000) / (performance.now() - startedAt)
}

/** Twenty reads of every tenant: clients are made, backends know every schema. */
export async function warmUp(contender: Contender): Promise<void> {
  let reads = 0
  async function call(): Promise<void> {
    while (reads < tenantCount * 20) await readOne(contender, reads++)
  }
  await Promise.all(Array.from({ length: callers }, () => call()))
}

async function readOne(contender: Contender, turn: number): Promise<void> {
  const binding = bindings[(turn * 61) % tenantCount]
  if (binding === undefined) return
  const tenantId = await contender.read(binding, `SKU-${turn % skusEach}`)
  if (tenantId !== binding.tenantId) throw new TypeError(`${binding.tenantId} was answered with a row of ${tenantId ?? 'nobody'}`)
}

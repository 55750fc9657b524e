import fc from 'fast-check'
import type { Scheduler } from 'fast-check'
import { expect, it } from 'vitest'
import { callingModule } from './calling-module.ts'
import type { CallingScope } from './calling-module.ts'
import { openCalls } from './open-calls.ts'
import type { OpenCalls } from './open-calls.ts'

/** What a call does, step by step: wait, or call another module, awaited or not. */
type Step = { readonly kind: 'wait' } | { readonly kind: 'ask'; readonly module: string; readonly awaited: boolean; readonly steps: readonly Step[] }

interface AskContract {
  run(steps: readonly Step[]): Promise<void>
}

const users: Readonly<Record<string, readonly string[]>> = { a: ['b', 'c'], b: ['c'], c: [] }
const wait = fc.constant<Step>({ kind: 'wait' })

/** Programs as the modules' requirements allow them: a asks b and c, b asks c. */
function stepsIn(module: string): fc.Arbitrary<readonly Step[]> {
  const asks = (users[module] ?? []).map((other) => fc.record({ kind: fc.constant('ask' as const), module: fc.constant(other), awaited: fc.boolean(), steps: stepsIn(other) }))
  return fc.array(fc.oneof(wait, ...asks), { maxLength: 3 })
}

const root = fc.constantFrom('a', 'b', 'c').chain((module) => fc.record({ module: fc.constant(module), steps: stepsIn(module) }))

/** One tenant whose module c moves its data again and again, with everyone held who may call it. */
class Field {
  readonly open: OpenCalls
  readonly scheduler: Scheduler
  dataVersion = 1
  isMoving = false
  running = 0
  readonly broken: string[] = []

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
    this.open = openCalls((name) => callingModule({ name, requires: users[name] ?? [], interfaces: { [name]: { run: (scope, steps) => this.runSteps(name, scope, steps) } } }))
    this.open.provide(Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { module: name, version: '1.0', operations: ['run'] }])))
    this.lock()
  }

  lock(): void {
    this.open.lock('acme', { a: '1.0.0', b: '1.0.0', c: `${this.dataVersion}.0.0` })
  }

  pause(): Promise<void> {
    return this.scheduler.schedule(Promise.resolve(), 'pause')
  }

  async start(module: string, steps: readonly Step[]): Promise<void> {
    await this.pause()
    await this.open.start('acme', module, ({ scope }) => this.runSteps(module, scope as never, steps))
  }

  async runSteps(module: string, scope: CallingScope, steps: readonly Step[]): Promise<void> {
    this.running += 1
    this.look(module, scope)
    for (const step of steps) {
      await this.runStep(scope, step)
      this.look(module, scope)
    }
    this.running -= 1
  }

  async runStep(scope: CallingScope, step: Step): Promise<void> {
    if (step.kind === 'wait') return this.pause()
    const asked = scope.modules.use<AskContract>(step.module).run(step.steps)
    if (step.awaited) await asked
    else void asked.catch((error: unknown) => this.broken.push(String(error)))
  }

  look(module: string, scope: CallingScope): void {
    if (this.isMoving) this.broken.push(`${module} ran during the move`)
    if (module === 'c' && scope.version !== `${this.dataVersion}.0.0`) this.broken.push(`c ${scope.version} ran on data ${this.dataVersion}`)
  }

  async move(): Promise<void> {
    await this.pause()
    const release = await this.open.hold('acme', ['a', 'b', 'c'], 60_000)
    this.isMoving = true
    if (this.running > 0) this.broken.push('the hold did not wait')
    await this.pause()
    this.dataVersion += 1
    await this.pause()
    this.lock()
    this.isMoving = false
    release()
  }
}

it('data never moves under a call, also under one that somebody forgot to await, and nobody waits for ever', async () => {
  await fc.assert(fc.asyncProperty(fc.scheduler(), fc.array(root, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 3 }), async (scheduler, roots, moves) => {
    const field = new Field(scheduler)
    const calls = roots.map(({ module, steps }) => field.start(module, steps))
    const moving = (async () => {
      for (let move = 0; move < moves; move += 1) await field.move()
    })()
    await scheduler.waitFor(Promise.all([...calls, moving]))
    await scheduler.waitIdle()
    expect(field.broken).toEqual([])
    expect(field.open.states().map(({ calls: left }) => left)).toEqual(field.open.states().map(() => 0))
  }), { numRuns: 500 })
})

it('waits with the call of a caller whom the cut-over does not wait for, and refuses it when the data has moved', async () => {
  const field = new Field({ schedule: (task: Promise<void>) => task } as Scheduler)
  const { open } = field
  const go = Promise.withResolvers<void>()
  const late = Promise.resolve(open.start('acme', 'a', async ({ scope }) => {
    await go.promise
    await scope.modules.use<AskContract>('c').run([])
  }))
  await open.start('acme', 'c', () => null)
  // As if a had moved meanwhile to a version that does not use c: only c is held.
  const release = await open.hold('acme', ['c'])
  go.resolve()
  field.dataVersion = 2
  field.lock()
  release()
  await expect(late).rejects.toMatchObject({ code: 'INTERFACE_MOVED', problem: { details: { module: 'c', version: '1.0.0' } } })
})

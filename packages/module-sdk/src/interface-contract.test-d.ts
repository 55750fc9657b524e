import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { defineManifest } from './manifest.ts'
import { defineModule } from './module.ts'
import type { ModuleHttp } from './module.ts'
import type { InterfaceAnswers, ModuleCalls, ModuleDatabase, Scope } from './scope.ts'

interface StockContract {
  /** Null when nobody has heard of it. */
  levelOf(input: { readonly sku: string }): Promise<{ readonly onHand: number } | null>
  countItems(): Promise<number>
}

type InventoryScope = Scope<ModuleDatabase, object, object>

const answers: InterfaceAnswers<StockContract, InventoryScope> = {
  levelOf: (scope, { sku }) => Promise.resolve({ onHand: sku.length + scope.version.length }),
  countItems: () => Promise.resolve(0),
}

test('a caller sees the contract, with the scope left out', () => {
  const stock = ({} as ModuleCalls).use<StockContract>('stock')
  expectTypeOf(stock.levelOf).toEqualTypeOf<(input: { readonly sku: string }) => Promise<{ readonly onHand: number } | null>>()
  expectTypeOf(stock.countItems()).resolves.toEqualTypeOf<number>()
  expectTypeOf(({} as ModuleCalls).find<StockContract>('stock')).toEqualTypeOf<StockContract | null>()
})

test('a call with another input does not compile', () => {
  const stock = ({} as ModuleCalls).use<StockContract>('stock')
  // @ts-expect-error -- the contract says sku
  void (() => stock.levelOf({ code: 'BOLT' }))
  // @ts-expect-error -- there is no such operation
  void (() => stock.moveTo({ sku: 'BOLT' }))
})

test('a provider that forgets an operation or answers another shape does not compile', () => {
  // @ts-expect-error -- countItems is missing
  const forgotten: InterfaceAnswers<StockContract, InventoryScope> = { levelOf: answers.levelOf }
  // @ts-expect-error -- onHand is a number
  const other: InterfaceAnswers<StockContract, InventoryScope> = { ...answers, levelOf: () => Promise.resolve({ onHand: 'many' }) }
  void [forgotten, other]
})

test('an operation that answers at once is no contract', () => {
  // @ts-expect-error -- a call crosses a border: it takes time
  void (() => ({} as ModuleCalls).use<{ count(): number }>('stock'))
})

test('a module takes the answers as they are', () => {
  const manifest = defineManifest({ name: 'inventory', title: '', description: '', provides: [{ name: 'stock', version: '1.0' }], permissions: {}, settings: z.object({}), events: {} })
  defineModule(manifest, { database: () => ({}) as ModuleDatabase, http: {} as ModuleHttp<unknown>, interfaces: { stock: answers } })
})

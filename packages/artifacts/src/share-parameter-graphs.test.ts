import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { withSharedGraphs } from './share-parameter-graphs.ts'

test('the pinned runtime of Prisma unpacks a graph once for each schema', async () => {
  const { resolve } = createRequire(import.meta.url)
  const code = await readFile(resolve('@prisma/client/runtime/client'), 'utf8')
  const shared = withSharedGraphs(code)
  expect(shared).not.toBe(code)
  expect(shared.split('tenonGraphs')).toHaveLength(2)
})

test('one graph for each piece of data, made by the class itself', () => {
  const code = 'class e{constructor(t,r){this.t=t,this.r=r}static deserialize(t,r){let n=Ba(t);return new e(n,r)}}'
  const run = new Function('Ba', `${withSharedGraphs(code)};return e`) as (unpack: (data: object) => object) => { deserialize(data: object, lookup: () => void): { t: object } }
  const graphs = run((data) => ({ data }))
  const [first, second] = [{ graph: 'a' }, { graph: 'a' }]
  const lookup = () => undefined
  expect(graphs.deserialize(first, lookup)).toBe(graphs.deserialize(first, lookup))
  expect(graphs.deserialize(second, lookup)).not.toBe(graphs.deserialize(first, lookup))
  expect(graphs.deserialize(second, lookup).t).toEqual({ data: second })
})

test('code of another shape stays as it is', () => {
  const code = 'static deserialize(t){return new e(Ba(t))}'
  expect(withSharedGraphs(code)).toBe(code)
})

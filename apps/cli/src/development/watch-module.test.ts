import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ModuleChange } from './watch-module.ts'
import { watchModule } from './watch-module.ts'

let directory = ''
let seen: ModuleChange[]
let unwatch: () => void

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenon-watch-'))
  for (const folder of ['src/generated', 'prisma']) await mkdir(join(directory, folder), { recursive: true })
  await writeFile(join(directory, 'src/errors.ts'), '1')
  seen = []
  unwatch = watchModule(directory, (change) => seen.push(change))
})

afterEach(async () => {
  unwatch()
  await rm(directory, { recursive: true })
})

const changes = (count: number) => vi.waitFor(() => expect(seen).toHaveLength(count))

it('sees a file again that an editor has put another one in the place of, and one in a new folder', async () => {
  await writeFile(join(directory, 'src/errors.ts.new'), '2')
  await rename(join(directory, 'src/errors.ts.new'), join(directory, 'src/errors.ts'))
  await changes(1)
  await writeFile(join(directory, 'src/errors.ts'), '3')
  await changes(2)
  await mkdir(join(directory, 'src/unit'))
  await changes(3)
  await writeFile(join(directory, 'src/unit/unit.ts'), '1')
  await changes(4)
})

it('tells a change of the schema from one of the code', async () => {
  await writeFile(join(directory, 'prisma/schema.prisma'), 'model')
  await changes(1)
  expect(seen).toEqual(['schema'])
})

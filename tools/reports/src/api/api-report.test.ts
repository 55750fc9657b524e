import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiReport } from './api-report.ts'
import { publicEntriesOf } from './public-entries.ts'

const root = resolve(import.meta.dirname, '../../../..')
const json = { name: '@acme/stock', version: '1.0.0', type: 'module', exports: { '.': { 'tenon-source': './src/index.ts', types: './index.d.ts', default: './index.js' }, './package.json': './package.json', './data': './data.json' } }
// As a build writes declarations: semicolons, one member a line.
const declarations = `
/** Ships an order. */
export declare function ship(order: Order): Promise<void>;
/** What to ship. */
export interface Order {
    readonly sku: string;
    readonly quantity: number;
}
export declare const forgotten: number;
`

let directory = ''
let page = ''

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenon-report-'))
  await writeFile(join(directory, 'package.json'), JSON.stringify(json))
  await writeFile(join(directory, 'index.d.ts'), declarations)
  page = await apiReport(directory, json)
}, 60_000)

afterAll(() => rm(directory, { recursive: true }))

it('lists the typed entries of a package in their order, and nothing that has no types', () => {
  expect(publicEntriesOf(json)).toEqual([{ specifier: '@acme/stock', types: './index.d.ts' }])
})

it('shows what an entry offers, sorted, without prose', () => {
  expect(page).toContain('## `@acme/stock`')
  expect(page).toContain('export function ship(order: Order): Promise<void>;')
  expect(page.indexOf('forgotten')).toBeLessThan(page.indexOf('interface Order'))
  expect(page).not.toContain('Ships an order')
})

it('marks what nobody documented', () => {
  expect(page).toContain('// undocumented\nexport const forgotten: number;')
  expect(page.match(/undocumented/g)).toHaveLength(1)
})

it('every public symbol of every package is documented', async () => {
  const reports = await Array.fromAsync(glob('packages/*/report.api.md', { cwd: root }))
  const gaps = await Promise.all(reports.map(async (file) => {
    const text = await readFile(join(root, file), 'utf8')
    return [...text.matchAll(/^\/\/ undocumented\n(.*)$/gm)].map((match) => `${file}: ${match[1] ?? ''}`)
  }))
  expect(gaps.flat()).toEqual([])
})

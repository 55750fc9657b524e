import { glob, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { runCommand } from './src/run-command.ts'

/** `npm run nightly:boundaries`: the tests that kill something at its boundaries, at every one of them, on each PostgreSQL at hand. */
const root = resolve(import.meta.dirname, '../..')
const files: string[] = []
for await (const file of glob('{packages,packages/modules,apps,tools}/*/{src,test}/**/*.pg.test.ts', { cwd: root })) {
  if (/\b(chooseBoundaries|boundaryChoice)\(/.test(await readFile(resolve(root, file), 'utf8'))) files.push(file)
}
process.exitCode = await runCommand('vitest', ['run', '--project', 'postgres-*', '--reporter=verbose', ...files.toSorted(), ...process.argv.slice(2)], { root, env: { TENON_BOUNDARIES: 'all' } })

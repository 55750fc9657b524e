import type { Manifest, MigrationPhase } from '@tenon/model'
import { expect, test } from 'vitest'
import { isMainWay, walksOf, walkTitle } from './module-matrix.ts'
import type { MatrixVersion, ModuleMatrix } from './module-matrix.ts'

const version = (name: string, phases: readonly MigrationPhase[], more: Partial<Manifest> = {}): MatrixVersion => ({
  version: name, origin: 'release',
  manifest: { migrations: phases.map((phase, index) => ({ name: `000${index + 1}_x`, dataVersion: index + 1, phase, checksum: `${phase} ${index}` })), ...more } as unknown as Manifest,
})
const matrixOf = (versions: readonly MatrixVersion[]): ModuleMatrix => ({ name: 'm', packageName: 'm', versions, workingCopy: versions.at(-1) ?? version('0.0.0', []) })

test('every life and every way between two data versions is walked, the same history once', () => {
  const matrix = matrixOf([version('1.0.0', ['expand']), version('1.0.1', ['expand']), version('2.0.0', ['expand', 'expand', 'contract']), version('3.0.0', ['expand', 'expand', 'contract', 'expand'])])
  expect(walksOf(matrix).map(walkTitle)).toEqual([
    '1.0.1: install, finalize, purge, reinstall', '2.0.0: install, finalize, purge, reinstall', '3.0.0: install, finalize, purge, reinstall',
    '1.0.1 up to 2.0.0, down, and up again', '1.0.1 up to 3.0.0, down, and up again', '2.0.0 up to 3.0.0, down, and up again',
  ])
})

test('no way leads where a version must not be skipped, nor between versions with the same data', () => {
  const matrix = matrixOf([version('1.0.0', ['expand']), version('1.5.0', ['expand', 'expand']), version('2.0.0', ['expand', 'expand', 'contract'], { minFrom: '1.5.0' }), version('2.1.0', ['expand', 'expand', 'contract', 'expand'], { minFrom: '1.5.0' })])
  expect(walksOf(matrix).filter(({ kind }) => kind === 'way').map(walkTitle)).toEqual(['1.0.0 up to 1.5.0, down, and up again', '1.5.0 up to 2.1.0, down, and up again', '2.0.0 up to 2.1.0, down, and up again'])
})

test('ways between neighbours and to the working copy run with every seed', () => {
  const steps = [1, 2, 3, 4].map((count) => version(`${count}.0.0`, Array.from({ length: count }, () => 'expand' as const)))
  const ways = walksOf(matrixOf(steps)).filter((walk) => walk.kind === 'way')
  expect(ways.filter((walk) => !isMainWay(walk, matrixOf(steps))).map(walkTitle)).toEqual(['1.0.0 up to 3.0.0, down, and up again'])
})

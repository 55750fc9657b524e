import { describe, expect, it } from 'vitest'
import { findLayerIssues } from './find-layer-issues.ts'
import { sees, visibleLayers } from './layer.ts'
import type { Layer } from './layer.ts'
import type { ImportPlace, WorkspacePackage } from './workspace.ts'

const layers = Object.keys(visibleLayers) as Layer[]

interface Sketch {
  readonly layer: Layer
  readonly imports?: readonly string[]
  readonly place?: ImportPlace
  readonly isPrivate?: boolean
  readonly dependencies?: readonly string[]
  readonly devDependencies?: readonly string[]
}

function packageOf(name: string, sketch: Sketch): WorkspacePackage {
  const directory = `packages/${name.split('/').at(-1)}`
  const imports = (sketch.imports ?? []).map((packageName) => ({ file: `${directory}/src/x.ts`, packageName, place: sketch.place ?? 'source' }))
  return {
    name, directory, layers: [sketch.layer], isPrivate: sketch.isPrivate ?? false, imports,
    dependencies: new Set(sketch.dependencies), devDependencies: new Set(sketch.devDependencies),
  }
}

function codesOf(packages: readonly WorkspacePackage[]) {
  return findLayerIssues({ packages, sharedDevDependencies: new Set(['vitest']) }).map((issue) => issue.code)
}

describe('imports between layers', () => {
  const pairs = layers.flatMap((from) => layers.map((to) => ({ from, to, allowed: sees(from, to) })))

  it.each(pairs)('$from -> $to is allowed: $allowed', ({ from, to, allowed }) => {
    const importer = packageOf('@tenon/from', { layer: from, imports: ['@tenon/to'], dependencies: ['@tenon/to'] })
    const codes = codesOf([importer, packageOf('@tenon/to', { layer: to })])
    expect(codes).toEqual(allowed ? [] : ['DEPENDENCY_FORBIDDEN', 'LAYER_FORBIDDEN'])
  })

  it.each(layers)('a test of layer %s may import anything its package declares for development', (layer) => {
    const importer = packageOf('@tenon/from', { layer, imports: ['@tenon/to'], place: 'test', devDependencies: ['@tenon/to'] })
    expect(codesOf([importer, packageOf('@tenon/to', { layer: 'testing' })])).toEqual([])
  })

  it('the rules of the design hold: no layer below the apps wires an adapter, and nobody ships the test kit', () => {
    const seers = (to: Layer) => layers.filter((from) => sees(from, to))
    expect(seers('adapter')).toEqual(['app', 'testing', 'tool'])
    expect(seers('testing')).toEqual(['testing', 'tool'])
    expect(visibleLayers.adapter).toEqual(['api'])
    expect(visibleLayers.module).toEqual(['api'])
  })
})

describe('declared dependencies', () => {
  it('an import of a published source must be a dependency, not a development one', () => {
    expect(codesOf([packageOf('@tenon/a', { layer: 'engine', imports: ['semver'], devDependencies: ['semver'] })])).toEqual(['DEPENDENCY_UNDECLARED'])
    expect(codesOf([packageOf('@tenon/a', { layer: 'engine', imports: ['semver'], dependencies: ['semver'] })])).toEqual([])
  })

  it.each(['module', 'app'] as const)("what a package of layer %s bundles is one of its development dependencies, never the workspace's", (layer) => {
    expect(codesOf([packageOf('@tenon/m', { layer, imports: ['csv-parse'], devDependencies: ['csv-parse'] })])).toEqual([])
    expect(codesOf([packageOf('@tenon/m', { layer, imports: ['vitest'] })])).toEqual(['DEPENDENCY_UNDECLARED'])
  })

  it('tests and packages that are never published may use the development dependencies of the workspace', () => {
    expect(codesOf([packageOf('@tenon/a', { layer: 'engine', imports: ['vitest'], place: 'test' })])).toEqual([])
    expect(codesOf([packageOf('@tenon/a', { layer: 'tool', imports: ['vitest'], isPrivate: true })])).toEqual([])
    expect(codesOf([packageOf('@tenon/a', { layer: 'engine', imports: ['vitest'] })])).toEqual(['DEPENDENCY_UNDECLARED'])
  })

  it('a test may use the test kit that stands on its package: declaring it would close a cycle', () => {
    const kit = packageOf('@tenon/kit', { layer: 'testing', dependencies: ['@tenon/a'] })
    const user = (place: ImportPlace) => packageOf('@tenon/a', { layer: 'adapter', imports: ['@tenon/kit'], place })
    expect(codesOf([user('test'), { ...kit, dependencies: new Set(['@tenon/a']) }])).toEqual([])
    expect(codesOf([user('test'), { ...kit, dependencies: new Set() }])).toEqual(['DEPENDENCY_UNDECLARED'])
    expect(codesOf([user('source'), kit])).toEqual(['LAYER_FORBIDDEN', 'DEPENDENCY_UNDECLARED'])
  })

  it('a package without exactly one known layer is refused', () => {
    const lost = { ...packageOf('@tenon/a', { layer: 'api' }), layers: [] }
    expect(codesOf([lost, { ...lost, layers: ['api', 'app'] }, { ...lost, layers: ['attic'] }])).toEqual(['LAYER_MISSING', 'LAYER_MISSING', 'LAYER_MISSING'])
  })
})

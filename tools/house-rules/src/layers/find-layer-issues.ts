import { isLayer, sees, visibleLayers } from './layer.ts'
import type { Layer } from './layer.ts'
import type { ImportFact, Workspace, WorkspacePackage } from './workspace.ts'

/** One broken rule, ready to print. */
export interface LayerIssue {
  readonly code: 'LAYER_MISSING' | 'LAYER_FORBIDDEN' | 'DEPENDENCY_FORBIDDEN' | 'DEPENDENCY_UNDECLARED'
  /** Path from the workspace root: the file or the package.json to change. */
  readonly file: string
  readonly message: string
}

/** Every import and every declared dependency that breaks the layers, in the order of the packages. Pure. */
export function findLayerIssues(workspace: Workspace): readonly LayerIssue[] {
  const layers = new Map(workspace.packages.map((each) => [each.name, layerOf(each)]))
  return workspace.packages.flatMap((each) => {
    const layer = layerOf(each)
    if (layer === null) return [layerMissing(each)]
    return [
      ...forbiddenDependencies(each, layer, layers),
      ...each.imports.flatMap((fact) => [...forbiddenImport(fact, layer, layers), ...undeclaredImport(fact, each, workspace)]),
    ]
  })
}

type Layers = ReadonlyMap<string, Layer | null>

function layerOf(each: WorkspacePackage): Layer | null {
  const [layer, ...others] = each.layers
  return layer !== undefined && others.length === 0 && isLayer(layer) ? layer : null
}

function layerMissing(each: WorkspacePackage): LayerIssue {
  const known = Object.keys(visibleLayers).join(', ')
  return { code: 'LAYER_MISSING', file: `${each.directory}/package.json`, message: `${each.name} needs exactly one tag layer:<${known}> under nx.tags.` }
}

function forbiddenDependencies(each: WorkspacePackage, layer: Layer, layers: Layers): readonly LayerIssue[] {
  return [...each.dependencies].flatMap((name) => {
    const target = layers.get(name)
    if (target === undefined || target === null || sees(layer, target)) return []
    return [{ code: 'DEPENDENCY_FORBIDDEN' as const, file: `${each.directory}/package.json`, message: `${each.name} (${layer}) depends on ${name} (${target}): ${rule(layer)}` }]
  })
}

function forbiddenImport(fact: ImportFact, layer: Layer, layers: Layers): readonly LayerIssue[] {
  const target = layers.get(fact.packageName)
  if (fact.place !== 'source' || target === undefined || target === null || sees(layer, target)) return []
  return [{ code: 'LAYER_FORBIDDEN', file: fact.file, message: `a file of layer ${layer} imports ${fact.packageName} (${target}): ${rule(layer)}` }]
}

function undeclaredImport(fact: ImportFact, each: WorkspacePackage, workspace: Workspace): readonly LayerIssue[] {
  if (fact.packageName === each.name || each.dependencies.has(fact.packageName)) return []
  const mayUseOwnDev = fact.place !== 'source' || each.isPrivate || isBundle(each)
  if (mayUseOwnDev && each.devDependencies.has(fact.packageName)) return []
  if (fact.place === 'test' && standsOn(fact.packageName, each, workspace)) return []
  const mayUseSharedDev = fact.place !== 'source' || each.isPrivate
  if (mayUseSharedDev && workspace.sharedDevDependencies.has(fact.packageName)) return []
  const list = fact.place === 'source' ? 'dependencies' : 'devDependencies'
  return [{ code: 'DEPENDENCY_UNDECLARED', file: fact.file, message: `imports ${fact.packageName}, which ${each.directory}/package.json does not list under ${list}.` }]
}

/** Modules and apps ship as one bundle: what they need for development only is inside it. */
function isBundle(each: WorkspacePackage): boolean {
  return each.layers.includes('module') || each.layers.includes('app')
}

/** True when the imported package depends on the importing one: a declaration would close a cycle, and npm links it anyway. */
function standsOn(name: string, each: WorkspacePackage, { packages }: Workspace): boolean {
  return packages.find((other) => other.name === name)?.dependencies.has(each.name) ?? false
}

function rule(layer: Layer): string {
  return `layer ${layer} sees only ${visibleLayers[layer].join(', ')}. Take it as an argument typed by a port.`
}

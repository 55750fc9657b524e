/** Where a package stands. `tool` drives the others (benches, journeys, releases) and is imported by nobody. */
export type Layer = 'api' | 'engine' | 'runtime' | 'adapter' | 'module' | 'app' | 'testing' | 'tool'

/** What the sources of each layer may import. Tests may import anything their package declares. */
export const visibleLayers = {
  api: ['api'],
  engine: ['api', 'engine'],
  runtime: ['api', 'engine', 'runtime'],
  adapter: ['api'],
  module: ['api'],
  app: ['api', 'engine', 'runtime', 'adapter', 'module', 'app'],
  testing: ['api', 'engine', 'runtime', 'adapter', 'testing'],
  tool: ['api', 'engine', 'runtime', 'adapter', 'module', 'app', 'testing', 'tool'],
} as const satisfies Record<Layer, readonly Layer[]>

/** True for a tag value that names a layer. */
export function isLayer(value: string): value is Layer {
  return Object.hasOwn(visibleLayers, value)
}

/** True when the sources of `from` may import a package of layer `to`. */
export function sees(from: Layer, to: Layer): boolean {
  return (visibleLayers[from] as readonly Layer[]).includes(to)
}

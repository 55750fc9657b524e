import * as nodeModule from 'node:module'

/**
 * Where Prisma's runtime unpacks, for every client anew, a graph that depends on the schema alone, as it
 * stands in the pinned version: `static deserialize(data, lookup) { let unpacked = unpack(data); return new Graph(unpacked, lookup) }`.
 */
const unpacking = /static deserialize\((\w+),(\w+)\)\{let (\w+)=(\w+)\(\1\);return new (\w+)\(\3,\2\)\}/

/** The runtime of `@prisma/client`, wherever it is installed. */
const runtimeFile = /\/@prisma\/client\/runtime\/client\.(js|mjs)$/

let isInstalled = false

/**
 * Makes all clients of one module version share the graph that Prisma's runtime keeps of its schema. The
 * graph is never written to, and both its inputs belong to the version, not to the client. It is nearly
 * all of a client's memory: 1.2 MB for nine models, against 0.05 MB without it.
 *
 * Takes effect when the runtime is loaded afterwards; changes no file. Where Node has no such hook, or the
 * runtime is another than the pinned one, clients cost what Prisma makes them cost.
 */
export function shareParameterGraphs(): void {
  if (isInstalled || typeof nodeModule.registerHooks !== 'function') return
  isInstalled = true
  nodeModule.registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!runtimeFile.test(url) || loaded.source === undefined || loaded.source === null) return loaded
      return { ...loaded, source: withSharedGraphs(textOf(loaded.source)) }
    },
  })
}

/** The runtime's code with one graph for each piece of data; the code as it was when it is not the code we know. Pure. */
export function withSharedGraphs(code: string): string {
  return code.replace(unpacking, 'static deserialize($1,$2){let graphs=this.tenonGraphs??=new WeakMap,$3=graphs.get($1);return $3||graphs.set($1,$3=new $5($4($1),$2)),$3}')
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8')
}

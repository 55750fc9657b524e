import * as nodeModule from 'node:module'

/** Nx loads this file with `require` and without the condition that leads to sources: the hook adds that, so that nothing must be built first. */
export async function generateModule(tree, options) {
  if (!('registerHooks' in nodeModule)) return Promise.reject(`Node ${process.versions.node} is too old for this: run \`npx nx g ...\`, which finds the one that npm installed.`)
  const hooks = nodeModule.registerHooks({ resolve: (specifier, context, next) => next(specifier, { ...context, conditions: ['tenon-source', ...context.conditions] }) })
  try {
    const { generateModule: generate } = await import('./src/generate-module.ts')
    return await generate(tree, options)
  } finally {
    hooks.deregister()
  }
}

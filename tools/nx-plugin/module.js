import { registerHooks } from 'node:module'

/** Nx loads this file with `require` and without the condition that leads to sources: the hook adds that, so that nothing must be built first. */
export async function generateModule(tree, options) {
  const hooks = registerHooks({ resolve: (specifier, context, next) => next(specifier, { ...context, conditions: ['tenon-source', ...context.conditions] }) })
  try {
    const { generateModule: generate } = await import('./src/generate-module.ts')
    return await generate(tree, options)
  } finally {
    hooks.deregister()
  }
}

import { defineManifest, defineModule } from '@tenon/module-sdk'
import type { ModuleDefinition, Scope } from '@tenon/module-sdk'
import { createRoutes, defineRoute, httpOf, jsonAnswer, jsonBody, z } from '@tenon/module-sdk/http'
import type { LoadedModule, ModuleLoader, TenantDatabase } from '@tenon/module-sdk/ports'

type EchoScope = Scope<never, Readonly<Record<string, unknown>>, never>

const echoPermission = 'echo:word:say'
const wordSchema = z.object({ a: z.number() }).openapi('Word')
const postEcho = defineRoute({
  method: 'post',
  path: '/v1/echo',
  operationId: 'sayAgain',
  tags: ['words'],
  permission: echoPermission,
  request: { body: jsonBody(wordSchema) },
  responses: { 200: jsonAnswer('The same again.', z.object({ body: wordSchema })) },
})

/** A module that answers what it was told: for which tenant, on which version, at which path. */
export function echoModule(name: string, extra: (routes: ReturnType<typeof createRoutes<EchoScope>>) => void = () => {}): ModuleDefinition {
  const routes = createRoutes<EchoScope>()
  const manifest = defineManifest({ name, title: name, description: name, permissions: { [echoPermission]: 'Say it again.' }, settings: z.object({}), events: {} })
  routes.get('/v1/echo/:word', (context) => {
    const { tenant, version, settings } = context.env.scope
    return context.json({ tenant: tenant.id, version, word: context.req.param('word'), query: context.req.query('q') ?? null, settings })
  })
  routes.openapi(postEcho, (context) => context.json({ body: context.req.valid('json') }, 200))
  extra(routes)
  return defineModule(manifest, { database: () => { throw new TypeError('the echo module has no data') }, http: httpOf(routes) })
}

/** Loads every version from the same definition, as often as it is asked. */
export function echoLoader(define: (module: string, version: string) => ModuleDefinition = (module) => echoModule(module)): ModuleLoader {
  return {
    load: ({ module, packageName, version, integrity }) => {
      const definition = define(module, version)
      const manifest = { title: definition.manifest.title } as LoadedModule['artifact']['manifest']
      const openapi = definition.http.document({ title: module, version })
      return Promise.resolve({ artifact: { module, packageName, version, integrity, directory: '', manifest, openapi, migrations: [] }, definition })
    },
  }
}

/** For modules that never ask for their data. */
export const noDatabase = {} as TenantDatabase

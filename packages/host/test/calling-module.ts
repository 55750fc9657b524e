import { defineManifest, defineModule } from '@tenon/module-sdk'
import type { ModuleDefinition, ModuleHttp, Scope } from '@tenon/module-sdk'
import { z } from '@tenon/module-sdk/http'

/** The scope of a module without data. */
export type CallingScope = Scope<never, Readonly<Record<string, unknown>>, never>

/** What answers one operation in a test. */
export type Answer = (scope: CallingScope, input: never) => Promise<unknown>

/** A module that provides interfaces of version 1.0 and requires others, each as optional. */
export interface CallingParts {
  readonly name: string
  readonly requires?: readonly string[]
  readonly interfaces?: Readonly<Record<string, Readonly<Record<string, Answer>>>>
}

const noHttp: ModuleHttp<unknown> = { fetch: () => new Response(null, { status: 204 }), document: () => ({}) }

export function callingModule({ name, requires = [], interfaces = {} }: CallingParts): ModuleDefinition {
  const manifest = defineManifest({
    name, title: name, description: name, permissions: {}, settings: z.object({}), events: {},
    provides: Object.keys(interfaces).map((provided) => ({ name: provided, version: '1.0' })),
    requires: requires.map((required) => ({ name: required, range: '^1', optional: true })),
  })
  return defineModule(manifest, { database: () => { throw new TypeError('it has no data') }, http: noHttp as never, interfaces: interfaces as never })
}

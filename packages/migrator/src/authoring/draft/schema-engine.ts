import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { draftErrors } from './draft-errors.ts'

/** Scripts between a database and a `schema.prisma`, both ways. Names in `backward` carry the database's schema. */
export interface SchemaDiff {
  readonly forward: string
  readonly backward: string
}

type EngineModule = typeof import('@prisma/schema-engine-wasm/schema_engine_bg')

let loading: Promise<EngineModule> | null = null
let lastPanic = ''

/**
 * Compares what an adapter's schema holds with a `schema.prisma`, with Prisma's own schema engine in WebAssembly:
 * no binary and no download. The engine is loaded on the first call (2 MB, about 0.1 s).
 * @param adapter - of `createSchemaEngineAdapter`
 * @throws DRAFT_SCHEMA_INVALID, DRAFT_ENGINE_FAILED
 */
export async function diffWithSchema(adapter: object, schema: string): Promise<SchemaDiff> {
  const { SchemaEngine } = await (loading ??= loadEngine())
  const files = [{ path: 'schema.prisma', content: schema }]
  const database = { tag: 'schemaDatasource', files, configDir: '.' } as const
  const model = { tag: 'schemaDatamodel', files } as const
  const options = { script: true, exitCode: null, filters: { externalTables: [], externalEnums: [] } }
  try {
    const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, adapter)
    try {
      const forward = await engine.diff({ ...options, from: database, to: model })
      const backward = await engine.diff({ ...options, from: model, to: database })
      return { forward: forward.stdout ?? '', backward: backward.stdout ?? '' }
    } finally {
      engine.free()
    }
  } catch (error) {
    throw failureOf(error)
  }
}

async function loadEngine(): Promise<EngineModule> {
  // The engine says why it panics to this global, and to nobody else.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => { lastPanic = message } } })
  const engine = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const file = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const bytes = await readFile(join(dirname(file), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': engine as never })
  engine.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start'] as () => void
  start()
  return engine
}

function failureOf(error: unknown): Error {
  const said = lastPanic === '' ? (error as Error).message : lastPanic
  lastPanic = ''
  const message = (said.split('\n').find((line) => line.trim() !== '') ?? said).trim().replace(/\.$/, '')
  const code = (error as { readonly code?: string }).code
  return code === 'P1012' ? draftErrors.DRAFT_SCHEMA_INVALID({ message }, { cause: error }) : draftErrors.DRAFT_ENGINE_FAILED({ message }, { cause: error })
}

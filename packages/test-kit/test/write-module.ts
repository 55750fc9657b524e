import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeModule } from '@tenon/module-sdk/build'

/** What a test changes of the module. */
export interface WriteModuleOptions {
  /** Files to add, replace or (null) remove, by path inside the package, before it is described. */
  readonly files?: Readonly<Record<string, string | null>>
  /** As `files`, after it was described: what somebody edited by hand, or forgot to build. */
  readonly afterwards?: Readonly<Record<string, string | null>>
}

const readOwn = `const note = await find(scope, id)
  return note === null ? context.json({ missing: id }, 404) : context.json(note, 200)`

const tenant = `tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), '')`

/** The files of a small module that does all it should: notes with a route to write, to read and to list, a setting, an event, a timer. */
export const goodFiles: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: '@test/notes', version: '1.1.0', type: 'module', exports: { '.': './dist/module.js' }, peerDependencies: { '@tenon/module-sdk': '^1.0.0' } }),
  'prisma/migrations/0001_create_note/migration.sql': `-- phase: expand\ncreate table note (${tenant}, id text not null, body text not null, color text, primary key (tenant_id, id));\n`,
  'prisma/migrations/0001_create_note/down.sql': 'drop table note;\n',
  'dist/module.js': codeOf(),
}

/** What the code of a module is made of; a test replaces a part. */
export interface CodeParts {
  /** Body of the handler that reads one note: `scope`, `id`, `context`. */
  readonly read?: string
  /** More statements, after the routes. */
  readonly more?: string
  /** The settings as zod writes them. */
  readonly settings?: string
  /** The client's own cache or whatever else stands outside every call. */
  readonly outside?: string
}

/** The code of the module. It runs SQL without a Prisma client, so that nothing has to be generated. */
export function codeOf({ read = readOwn, more = '', settings = `z.object({ limit: z.number().int().min(1).default(50).describe('Most notes in one list.') })`, outside = '' }: CodeParts = {}): string {
  return `import { defineManifest, defineModule, sql } from '@tenon/module-sdk'
import { createRoutes, defineRoute, httpOf, jsonAnswer, jsonBody, z } from '@tenon/module-sdk/http'

const manifest = defineManifest({
  name: 'notes', title: 'Notes', description: 'Notes of a tenant.',
  permissions: { 'notes:note:read': 'Read notes.', 'notes:note:write': 'Write notes.' },
  settings: ${settings},
  events: { 'notes.note.written': { description: 'A note was written.', payload: z.object({ id: z.string() }) } },
})
const noteSchema = z.object({ id: z.string().min(1).max(40), text: z.string().max(200) })
const idParams = z.object({ id: z.string() })
const route = (parts) => defineRoute({ tags: ['notes'], ...parts })
const database = (factory) => {
  const open = async () => (await factory.connect()).startTransaction()
  return {
    async $transaction(work) {
      const transaction = await open()
      const execute = (text, ...args) => transaction.executeRaw({ sql: text, args, argTypes: args.map((value) => ({ scalarType: typeof value === 'number' ? 'int' : 'string', arity: 'scalar' })) })
      try {
        const result = await work({ $executeRawUnsafe: execute, $queryRawUnsafe: execute })
        await execute('COMMIT')
        await transaction.commit()
        return result
      } catch (error) {
        await execute('ROLLBACK')
        await transaction.rollback()
        throw error
      }
    },
    $disconnect: async () => {},
  }
}
const find = async (scope, id) => (await scope.sql.rows(sql\`select id, body as text from \${sql.table('note')} where id = \${id}\`))[0] ?? null
${outside}
const routes = createRoutes()
routes.openapi(route({ method: 'post', path: '/v1/notes', operationId: 'writeNote', permission: 'notes:note:write', request: { body: jsonBody(noteSchema) }, responses: { 201: jsonAnswer('Written.', noteSchema) } }), async (context) => {
  const { scope } = context.env
  const { id, text } = context.req.valid('json')
  await scope.sql.run(sql\`insert into \${sql.table('note')} (id, body) values (\${id}, \${text}) on conflict (tenant_id, id) do update set body = excluded.body\`)
  await scope.transaction(({ events }) => events.publish('notes.note.written', { id }))
  return context.json({ id, text }, 201)
})
routes.openapi(route({ method: 'get', path: '/v1/notes', operationId: 'listNotes', permission: 'notes:note:read', request: {}, responses: { 200: jsonAnswer('Notes.', z.object({ items: z.array(noteSchema) })) } }), async (context) => {
  const { scope } = context.env
  return context.json({ items: await scope.sql.rows(sql\`select id, body as text from \${sql.table('note')} order by id limit \${scope.settings.limit}\`) }, 200)
})
routes.openapi(route({ method: 'get', path: '/v1/notes/{id}', operationId: 'readNote', permission: 'notes:note:read', request: { params: idParams }, responses: { 200: jsonAnswer('A note.', noteSchema), 404: jsonAnswer('None.', z.object({ missing: z.string() })) } }), async (context) => {
  const { scope } = context.env
  const { id } = context.req.valid('param')
  ${read}
})
${more}
export default defineModule(manifest, {
  database,
  http: httpOf(routes),
  every: { sweep: { minutes: 10, run: async () => {} } },
})
`
}

/** Writes the good module with some changes into a directory and describes it, as its build would. */
export async function writeModule(directory: string, { files = {}, afterwards = {} }: WriteModuleOptions = {}): Promise<void> {
  await writeFiles(directory, { ...goodFiles, ...files })
  const scope = join(directory, 'node_modules', '@tenon')
  await mkdir(scope, { recursive: true })
  await symlink(dirname(fileURLToPath(import.meta.resolve('@tenon/module-sdk/package.json'))), join(scope, 'module-sdk'))
  await describeModule(directory)
  await writeFiles(directory, afterwards)
}

async function writeFiles(directory: string, files: Readonly<Record<string, string | null>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path)
    if (text === null) await rm(file, { force: true })
    else await mkdir(dirname(file), { recursive: true }).then(() => writeFile(file, text))
  }
}

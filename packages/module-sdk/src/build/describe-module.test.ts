import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checksumOf } from './read-migrations.ts'
import { describeModule } from './describe-module.ts'

let directory = ''

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenon-describe-'))
  await symlink(resolve(import.meta.dirname, '../../../../node_modules'), join(directory, 'node_modules'))
})

afterEach(() => rm(directory, { recursive: true }))

interface Sketch {
  readonly settings?: string
  readonly permission?: string
  readonly entry?: string
  readonly peers?: Readonly<Record<string, string>>
  readonly minFrom?: string
  readonly provides?: readonly { readonly name: string; readonly version: string }[]
  readonly interfaces?: string
}

async function writeModule(sketch: Sketch = {}): Promise<void> {
  const document = `{ openapi: '3.1.0', info, paths: { '/v1/notes': { get: { 'x-tenon-permission': '${sketch.permission ?? 'notes:note:read'}' } } } }`
  const entry = sketch.entry ?? `export default {
    $tenonModule: 1,
    manifest: {
      name: 'notes', title: 'Notes', description: 'Notes.', permissions: { 'notes:note:read': 'See notes.' },
      minFrom: ${JSON.stringify(sketch.minFrom)},
      provides: ${JSON.stringify(sketch.provides)},
      settings: ${sketch.settings ?? 'z.object({ limit: z.number().default(10) })'},
      events: { 'notes.note.written': { description: 'A note was written.', payload: z.object({ id: z.string() }) } },
    },
    http: { document: (info) => (${document}) },
    interfaces: ${sketch.interfaces ?? '{}'},
  }`
  await mkdir(join(directory, 'dist'))
  await mkdir(join(directory, 'prisma/migrations/0001_create_note'), { recursive: true })
  await writeFile(join(directory, 'package.json'), JSON.stringify({ name: '@acme/notes', version: '1.4.0', type: 'module', peerDependencies: { '@tenon/module-sdk': '^1.0.0', ...sketch.peers } }))
  await writeFile(join(directory, 'dist/module.js'), `import { z } from 'zod'\n${entry}`)
  await writeFile(join(directory, 'prisma/migrations/0001_create_note/migration.sql'), '-- phase: expand\ncreate table note ();')
  await writeFile(join(directory, 'prisma/migrations/0001_create_note/down.sql'), 'drop table note;')
}

it('writes what a host must know of a version before it runs any of its code', async () => {
  await writeModule()
  const manifest = await describeModule(directory)
  expect(manifest).toMatchObject({
    manifestVersion: 1,
    name: 'notes',
    packageName: '@acme/notes',
    version: '1.4.0',
    hostRange: '^1.0.0',
    permissions: [{ name: 'notes:note:read', description: 'See notes.' }],
    routes: [{ method: 'GET', path: '/v1/notes', permission: 'notes:note:read' }],
    settings: { type: 'object', properties: { limit: { type: 'number', default: 10 } } },
    events: [{ name: 'notes.note.written', payload: { type: 'object' } }],
    migrations: [{ name: '0001_create_note', dataVersion: 1, phase: 'expand', checksum: checksumOf('-- phase: expand\ncreate table note ();', 'drop table note;') }],
  })
  expect(JSON.parse(await readFile(join(directory, 'dist/manifest.json'), 'utf8'))).toEqual(manifest)
  expect(JSON.parse(await readFile(join(directory, 'dist/openapi.json'), 'utf8'))).toMatchObject({ info: { title: 'Notes', version: '1.4.0' } })
})

it('tells from which version a tenant may come, and what the host must supply besides the SDK', async () => {
  await writeModule({ minFrom: '1.2.0', peers: { pg: '^8.0.0', '@prisma/client': '^7.10.0' } })
  const manifest = await describeModule(directory)
  expect(manifest).toMatchObject({ hostRange: '^1.0.0', minFrom: '1.2.0', peerRanges: { '@prisma/client': '^7.10.0', pg: '^8.0.0' } })
})

it('writes which operations of its interfaces other modules may call', async () => {
  await writeModule({ provides: [{ name: 'notes', version: '1.2' }, { name: 'search', version: '1.0' }], interfaces: '{ notes: { read: async () => 1, count: async () => 2 } }' })
  const manifest = await describeModule(directory)
  expect(manifest.provides).toEqual([{ name: 'notes', version: '1.2', operations: ['count', 'read'] }, { name: 'search', version: '1.0' }])
})

it('refuses code for an interface that the manifest does not provide', async () => {
  await writeModule({ provides: [{ name: 'notes', version: '1.2' }], interfaces: '{ note: { read: async () => 1 } }' })
  await expect(describeModule(directory)).rejects.toMatchObject({ code: 'INTERFACE_NOT_PROVIDED', problem: { details: { interface: 'note' } } })
})

it('refuses settings that a tenant without settings would not have', async () => {
  await writeModule({ settings: 'z.object({ limit: z.number() })' })
  await expect(describeModule(directory)).rejects.toMatchObject({ code: 'SETTING_WITHOUT_DEFAULT', message: expect.stringContaining('limit') as string })
})

it('refuses a route with a permission that the manifest does not list', async () => {
  await writeModule({ permission: 'notes:note:burn' })
  await expect(describeModule(directory)).rejects.toMatchObject({ code: 'PERMISSION_UNDECLARED', problem: { details: { route: 'GET /v1/notes', permission: 'notes:note:burn' } } })
})

it('refuses an entry whose default export is not a module', async () => {
  await writeModule({ entry: 'export default z.object({})' })
  await expect(describeModule(directory)).rejects.toMatchObject({ code: 'MODULE_ENTRY_INVALID' })
})

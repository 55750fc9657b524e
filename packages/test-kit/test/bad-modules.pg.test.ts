import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModuleFinding } from '../src/suite/module-finding.ts'
import { judgeModule } from './judge-module.ts'
import { codeOf } from './write-module.ts'
import type { WriteModuleOptions } from './write-module.ts'

let root: string
let count = 0

beforeAll(async () => { root = await mkdtemp(join(tmpdir(), 'tenon-bad-modules-')) })
afterAll(() => rm(root, { recursive: true, force: true }))

function judge(options: WriteModuleOptions): Promise<readonly ModuleFinding[]> {
  count += 1
  return judgeModule(join(root, `module-${count}`), options)
}

const inShort = (findings: readonly ModuleFinding[]) => findings.map(({ code, place }) => `${code} ${place}`)

it('finds nothing wrong with a good module', async () => {
  expect(inShort(await judge({}))).toEqual([])
})

describe('the suite finds, in a module that', { timeout: 180_000 }, () => {
  it('remembers notes by their id alone: a tenant that is shown what belongs to another', async () => {
    const read = `const note = seen.get(id) ?? await find(scope, id)
      if (note !== null) seen.set(id, note)
      return note === null ? context.json({ missing: id }, 404) : context.json(note, 200)`
    const findings = await judge({ files: { 'dist/module.js': codeOf({ outside: 'const seen = new Map()', read }) } })
    expect(inShort(findings)).toEqual(['TENANT_LEAKED GET /v1/notes/{id}'])
    expect(findings[0]?.what).toMatch(/^(acme|globex) called GET \/v1\/notes\/\S+ and was answered \(200\) with ".+", which only (acme|globex) has\.$/)
  })

  it('has no way back from one migration: the missing down, and that no host takes it', async () => {
    const files = { 'prisma/migrations/0002_add_title/migration.sql': '-- phase: expand\nalter table note add column title text;\n' }
    const findings = await judge({ files: { ...files, 'prisma/migrations/0002_add_title/down.sql': 'alter table note drop column title;\n' }, afterwards: { 'prisma/migrations/0002_add_title/down.sql': null } })
    expect(inShort(findings)).toEqual(['MANIFEST_REFUSED dist/manifest.json', 'DOWN_MISSING prisma/migrations/0002_add_title/migration.sql:1'])
    expect(findings[0]?.what).toContain('0002_add_title has no down.sql')
  })

  it.each([
    ['drops a column and says expand', 'alter table note drop column color;', 'alter table note add column color text;'],
    ['renames a column and says expand', 'alter table note rename column color to shade;', 'alter table note rename column shade to color;'],
    ['writes a table anew and says expand', 'alter table note add column token uuid not null default gen_random_uuid();', 'alter table note drop column token;'],
  ])('%s: the understated phase', async (_what, up, down) => {
    const folder = 'prisma/migrations/0002_change_note'
    const findings = await judge({ files: { [`${folder}/migration.sql`]: `-- phase: expand\n${up}\n`, [`${folder}/down.sql`]: `${down}\n` } })
    expect(inShort(findings).filter((each) => !each.startsWith('DOWN_INCOMPLETE'))).toEqual([`PHASE_UNDERSTATED ${folder}/migration.sql:2`])
  })

  it('has a route that asks for no permission: who may call it, and what the manifest says instead', async () => {
    const more = `routes.get('/v1/secrets', async (context) => context.json(await context.env.scope.sql.rows(sql\`select body from \${sql.table('note')}\`)))
const described = httpOf(routes)
const http = { ...described, document: (info) => {
  const document = described.document(info)
  return { ...document, paths: { ...document.paths, '/v1/secrets': { get: { 'x-tenon-permission': 'notes:note:read', responses: {} } } } }
} }`
    const code = codeOf({ more }).replace('  http: httpOf(routes),', '  http,')
    expect(inShort(await judge({ files: { 'dist/module.js': code } }))).toEqual(['PERMISSION_NOT_ENFORCED GET /v1/secrets', 'PERMISSION_NOT_ENFORCED GET /v1/secrets'])
  })

  it('names no permission for a route in its document: the route', async () => {
    const code = codeOf({ more: `routes.openapi({ method: 'get', path: '/v1/open', responses: { 200: jsonAnswer('Open.', z.object({})) }, ...{ getRoutingPath: () => '/v1/open' } }, (context) => context.json({}, 200))` })
    const findings = await judge({ afterwards: { 'dist/module.js': code, 'dist/openapi.json': openApiWith('/v1/open') } })
    expect(inShort(findings)).toEqual(['ROUTE_WITHOUT_PERMISSION GET /v1/open'])
  })

  it('has a setting whose default its own schema refuses: the setting', async () => {
    const settings = `z.object({ limit: z.number().int().min(1).max(200).default(0).describe('Most notes in one list.') })`
    const findings = await judge({ files: { 'dist/module.js': codeOf({ settings }) } })
    expect(inShort(findings)).toEqual(['SETTING_DEFAULT_REFUSED settings.limit'])
    expect(findings[0]?.what).toBe('Its default is 0, and the schema says: limit must be >= 1.')
  })

  it('was changed after it was built: each member that says something else', async () => {
    const code = codeOf().replace("minutes: 10", "minutes: 20").replace("'notes:note:write': 'Write notes.'", "'notes:note:write': 'Write notes.', 'notes:note:purge': 'Purge notes.'")
    expect(inShort(await judge({ afterwards: { 'dist/module.js': code } }))).toEqual(['MANIFEST_STALE dist/manifest.json permissions', 'MANIFEST_STALE dist/manifest.json timers'])
  })
})

function openApiWith(path: string): string {
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'Notes', version: '1.1.0' }, paths: { [path]: { get: { responses: {} } } } })
}

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase } from '@tenon/database'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMigrator } from '../../src/index.ts'
import { readFingerprints, readShapes } from '../../src/shape/read-shapes.ts'
import { directoryOf, generateClients, migrationsOf, projects, targetOf } from './adopted-project.ts'
import type { GeneratedClients, Project, ProjectClient } from './adopted-project.ts'

const tenants = ['acme', 'globex', 'initech-eu']

let server: TestDatabase
let plain: TestDatabase
let database: TenantDatabase
let clients: GeneratedClients
const migrator = createMigrator()

beforeAll(async () => {
  server = await createTestDatabase()
  plain = await createTestDatabase()
  database = await openDatabase({ url: server.url, maxConnections: 6 })
  clients = await generateClients()
  // All at once: they meet where the extensions are made.
  await Promise.all(projects.flatMap((project) => tenants.map((tenant) => install(project, tenant))))
}, 180_000)

afterAll(async () => {
  await clients.close()
  await database.close()
  await plain.close()
  await server.close()
})

async function install(project: Project, tenant: string): Promise<void> {
  const migrations = await migrationsOf(project)
  await database.transaction((session) => migrator.up(session, targetOf(project, tenant), { migrations, toDataVersion: migrations.length }))
}

async function withClient<Result>(project: Project, { tenant, of = tenant }: { readonly tenant: string; readonly of?: string }, work: (client: ProjectClient) => Promise<Result>): Promise<Result> {
  const client = clients.create(project, database.bind({ tenantId: tenant, schema: targetOf(project, of).schema }))
  try {
    return await work(client)
  } finally {
    await client.$disconnect()
  }
}

describe('an adopted project', () => {
  it.each(projects)('%s has in every tenant the shape it has in a database of its own', async (project) => {
    const own = await runAsItStands(project)
    const { schemas, shapes } = await database.transaction(async (session) => {
      const names = tenants.map((tenant) => targetOf(project, tenant).schema)
      return { schemas: names, shapes: await readShapes(session, names) }
    })
    for (const schema of schemas) expect(bare(shapes.get(schema)?.objects ?? [])).toEqual(own)
    const fingerprints = await database.transaction((session) => readFingerprints(session, schemas))
    expect(new Set(fingerprints.values()).size).toBe(1)
  })

  it('keeps its data statements, defaults and sequences to the tenant', async () => {
    for (const tenant of tenants) {
      await withClient('shop', { tenant }, async (shop) => {
        expect(await shop['category'].findMany({ orderBy: { id: 'asc' }, select: { slug: true } })).toHaveLength(5)
        const user = await shop['user'].create({ data: { email: 'Dana@Example.com', role: 'STAFF' } })
        const first = await shop['order'].create({ data: { userId: user.id, status: 'PAID' } })
        expect(first).toMatchObject({ number: 'O-1001', status: 'PAID' })
      })
      await withClient('cms', { tenant }, async (cms) => {
        expect(await cms['page'].findMany({ where: { visibility: 'public' }, select: { slug: true } })).toEqual([{ slug: 'home' }])
      })
    }
  })

  it('compares with the operators of its extensions at run time', async () => {
    await withClient('shop', { tenant: 'acme' }, async (shop) => {
      expect(await shop['user'].findUnique({ where: { email: 'DANA@EXAMPLE.COM' } })).toMatchObject({ role: 'STAFF' })
      await expect(shop['user'].create({ data: { email: 'dana@example.COM' } })).rejects.toMatchObject({ code: 'P2002' })
    })
    await withClient('cms', { tenant: 'acme' }, async (cms) => {
      expect(await cms.$queryRawUnsafe(`select "t_acme__cms".check_password('editor', 'changeme') as fits`)).toEqual([{ fits: true }])
    })
  })

  it('runs its triggers, functions and views as before, in the schema of the tenant', async () => {
    for (const tenant of tenants) {
      await withClient('shop', { tenant }, async (shop) => {
        const product = await shop['product'].create({ data: { sku: 'A', title: 'A chair', price: '19.90', tags: ['wood'], attributes: { legs: 4 } } })
        const order = await shop['order'].findFirstOrThrow()
        await shop['orderItem'].create({ data: { orderId: order.id, productId: product.id, quantity: 3, unitPrice: '19.90' } })
        expect(String((await shop['order'].findUniqueOrThrow({ where: { id: order.id } })).total)).toBe('59.7')
        const touched = await shop['product'].update({ where: { id: product.id }, data: { title: 'A better chair' } })
        expect(touched.updatedAt.getTime()).toBeGreaterThan(product.updatedAt.getTime())
        const { schema } = targetOf('shop', tenant)
        expect(await shop.$queryRawUnsafe(`select title, reviews::int from "${schema}"."ProductRating"`)).toEqual([{ title: 'A better chair', reviews: 0 }])
      })
      await withClient('cms', { tenant }, async (cms) => {
        const author = await cms['author'].create({ data: { handle: 'dana' } })
        const page = await cms['page'].create({ data: { slug: 'news', title: 'News', visibility: 'unlisted', authorId: author.id, blocks: { create: [{ position: 1, content: 'x', kind: 'CODE', kinds: ['IMAGE', 'CODE'] }] } } })
        await cms['page'].update({ where: { id: page.id }, data: { title: 'Newer' } })
        expect(await cms['page'].findUnique({ where: { id: page.id }, include: { revisions: true, blocks: true } })).toMatchObject({ title: 'Newer', revisions: [{ title: 'News' }], blocks: [{ kinds: ['IMAGE', 'CODE'] }] })
      })
      await withClient('booking', { tenant }, async (booking) => {
        const guest = await booking['guest'].create({ data: { email: 'a@example.com', phone: '1' } })
        const room = await booking['room'].findFirstOrThrow({ where: { name: 'Board room' } })
        const span = { startsAt: new Date('2030-01-01T10:00:00Z'), endsAt: new Date('2030-01-01T11:00:00Z') }
        const made = await booking['booking'].create({ data: { ...span, roomId: room.id, guestId: guest.id, state: 'CONFIRMED', cents: 1200 } })
        expect(made.reference).toBe(5000)
        await expect(booking['booking'].create({ data: { ...span, roomId: room.id, guestId: guest.id } })).rejects.toThrow('booking_no_overlap')
        expect(await booking['auditEntry'].findMany({ select: { what: true } })).toEqual([{ what: 'booking insert' }])
        const { schema } = targetOf('booking', tenant)
        expect(await booking.$queryRawUnsafe(`select ("${schema}".price_of(b)).amount from "${schema}".booking b`)).toEqual([{ amount: 1200 }])
        await booking.$executeRawUnsafe(`call "${schema}".release_held('1 day')`)
      })
    }
  })
})

describe('a session bound to a schema that is not its tenant\'s', () => {
  it.each(projects)('reads and writes no row of %s', async (project) => {
    const tables = await tablesOf(project)
    expect(tables.length).toBeGreaterThan(3)
    await withClient(project, { tenant: 'globex', of: 'acme' }, async (client) => {
      const { schema } = targetOf(project, 'acme')
      for (const { name, kind } of tables) {
        expect(await client.$queryRawUnsafe(`select count(*)::int as rows from "${schema}"."${name}" where true`)).toEqual([{ rows: 0 }])
        if (kind === 'table') expect(await client.$executeRawUnsafe(`delete from "${schema}"."${name}"`)).toBe(0)
        if (kind === 'table') expect(await client.$executeRawUnsafe(`update "${schema}"."${name}" set "${await firstColumn(schema, name)}" = default`).catch((error: Error) => refusal(error))).toSatisfy((rows) => rows === 0 || rows === 'generated')
      }
    })
  })

  it('inserts nothing, calls functions in vain, and sees nothing through views and nested writes', async () => {
    await withClient('shop', { tenant: 'globex', of: 'acme' }, async (shop) => {
      await expect(shop['user'].create({ data: { email: 'x@example.com' } })).rejects.toThrow('row-level security')
      await expect(shop['product'].create({ data: { sku: 'x', title: 'x', price: 1, reviews: { create: [] } } })).rejects.toThrow('row-level security')
      expect(await shop['order'].findMany({ include: { items: true, user: true } })).toEqual([])
      expect(await shop['order'].updateMany({ data: { status: 'CANCELLED' } })).toEqual({ count: 0 })
      expect(await shop.$queryRawUnsafe(`select "t_acme__shop".order_total(1)::int as total`)).toEqual([{ total: 0 }])
    })
    const [row] = await database.transaction(async (session) => {
      await session.query(`select set_config('tenon.tenant_id', 'acme', true)`)
      return (await session.query<{ orders: number }>(`select count(*)::int as orders from t_acme__shop."Order" where status = 'PAID'`)).rows
    })
    expect(row).toEqual({ orders: 1 })
  })

  it('is shut out without any tenant too, and so is the owner', async () => {
    const { rows } = await database.query<{ users: number }>('select count(*)::int as users from t_acme__shop."User"')
    expect(rows).toEqual([{ users: 0 }])
  })
})

describe('rolling an adopted project back', () => {
  it('keeps what its own down would lose, and puts it back', async () => {
    const target = targetOf('booking', 'globex')
    const migrations = await migrationsOf('booking')
    const down = await database.transaction((session) => migrator.down(session, target, { toDataVersion: 10 }))
    expect(down.preserved.setAside).toEqual({ 'guest.phone': 1, room: 1 })
    const up = await database.transaction((session) => migrator.up(session, target, { migrations, toDataVersion: 12 }))
    expect(up.preserved.putBack).toMatchObject({ 'guest.phone': 1 })
    await withClient('booking', { tenant: 'globex' }, async (booking) => {
      expect(await booking['guest'].findMany({ select: { phone: true } })).toEqual([{ phone: '1' }])
    })
  })

  it('is refused below what has no way back', async () => {
    await expect(database.transaction((session) => migrator.down(session, targetOf('shop', 'globex'), { toDataVersion: 11 }))).rejects.toMatchObject({ code: 'MIGRATION_IRREVERSIBLE' })
  })
})

/** The files' own SQL, run in `public` of a database that nobody shares. */
async function runAsItStands(project: Project): Promise<readonly string[]> {
  const client = new Client({ connectionString: plain.url })
  await client.connect()
  try {
    await client.query('drop schema public cascade; create schema public')
    const directory = join(directoryOf(project), 'prisma', 'migrations')
    for (const folder of (await readdir(directory)).filter((name) => !name.includes('.')).toSorted()) await client.query(await readFile(join(directory, folder, 'migration.sql'), 'utf8'))
    const { rows } = await client.query<{ name: string }>(`select objid::regtype::text as name from pg_depend where refclassid = 'pg_extension'::regclass and classid = 'pg_type'::regclass`)
    const session = { query: async <Row>(text: string, values: readonly unknown[] = []) => ({ rows: (await client.query(text, [...values])).rows as Row[], rowCount: 0 }) }
    const shapes = await readShapes(session, ['public'])
    const ofExtensions = new Set(rows.map(({ name }) => name))
    return bare((shapes.get('public')?.objects ?? []).filter(({ kind, name }) => !(kind === 'type' && ofExtensions.has(name))))
  } finally {
    await client.end()
  }
}

const compared = ['table', 'column', 'constraint', 'index', 'trigger', 'view', 'sequence', 'type']

/** What the project itself made: without guards and grants. */
function bare(objects: readonly { readonly kind: string; readonly name: string; readonly definition: string }[]): readonly string[] {
  return objects.filter(({ kind }) => compared.includes(kind)).map(({ kind, name, definition }) => `${kind} ${name}: ${definition.replace(/;? ?row security \w+/, '').replace(/;? ?grant .*$/, '')}`)
}

async function tablesOf(project: Project): Promise<readonly { readonly name: string; readonly kind: 'table' | 'view' }[]> {
  const { rows } = await database.query<{ name: string; kind: 'table' | 'view' }>(`
    select relname as name, case relkind when 'v' then 'view' else 'table' end as kind from pg_class join pg_namespace n on n.oid = relnamespace
    where nspname = $1 and relkind in ('r', 'v') and relname not like 'tenon%' order by 1`, [targetOf(project, 'acme').schema])
  return rows
}

async function firstColumn(schema: string, table: string): Promise<string> {
  const { rows } = await database.query<{ name: string }>(`select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum limit 1`, [`"${schema}"."${table}"`])
  return rows[0]?.name ?? ''
}

function refusal({ message }: Error): string {
  return message.includes('generated') ? 'generated' : message
}

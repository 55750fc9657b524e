import { beforeEach, describe, expect, it } from 'vitest'
import { z } from '@hono/zod-openapi'
import { createRoutes, httpOf } from './create-routes.ts'
import { defineRoute } from './define-route.ts'
import { requestErrors } from './request-errors.ts'

const logged: string[] = []
const granted = new Set<string>()
const consented = new Set<string>()
const scope = {
  version: '1.2.0',
  tenant: { id: 'acme' },
  can: (permission: string) => granted.has(permission) && consented.has(permission),
  isGranted: (permission: string) => consented.has(permission),
  log: { debug: () => {}, info: () => {}, warn: () => {}, error: (message: string) => void logged.push(message) },
}

const routes = createRoutes<typeof scope>()
const createNote = defineRoute({
  method: 'post',
  path: '/v1/notes/{id}',
  permission: 'notes:note:write',
  request: {
    params: z.object({ id: z.string().regex(/^[a-z]+$/, 'must be a word') }),
    body: { required: true, content: { 'application/json': { schema: z.object({ text: z.string().min(1), stars: z.number().optional() }) } } },
  },
  responses: { 201: { description: 'The note.', content: { 'application/json': { schema: z.object({ id: z.string(), tenant: z.string() }) } } } },
})
routes.openapi(createNote, (context) => context.json({ id: context.req.valid('param').id, tenant: context.env.scope.tenant.id }, 201))
routes.get('/v1/broken', () => { throw new RangeError('secret detail') })
routes.get('/v1/refused', () => { throw requestErrors.PERMISSION_MISSING({ permission: 'x:y:z' }) })
const http = httpOf(routes)

async function call(path: string, init: RequestInit = {}) {
  // The outer address is the host's affair: only the path of the call counts.
  const response = await http.fetch(new Request(`http://host.test/t/acme/notes${path}`, init), { scope, path })
  return { status: response.status, type: response.headers.get('content-type'), body: (await response.json()) as Record<string, unknown> }
}

function post(body: string, path = '/v1/notes/first') {
  return call(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
}

beforeEach(() => {
  logged.length = 0
  granted.clear()
  granted.add('notes:note:write')
  consented.add('notes:note:write')
})

describe('a route', () => {
  it('is found below the mount point and answers with the scope of its call', async () => {
    expect(await post('{"text":"hello"}')).toMatchObject({ status: 201, body: { id: 'first', tenant: 'acme' } })
  })

  it('is refused without its permission, before the request is looked at', async () => {
    granted.clear()
    expect(await post('{not json')).toMatchObject({ status: 403, type: 'application/problem+json', body: { code: 'PERMISSION_MISSING', details: { permission: 'notes:note:write' } } })
  })

  it('names every field that does not fit', async () => {
    const { status, body } = await post('{"text":"","stars":"five"}')
    expect(status).toBe(400)
    expect(body['code']).toBe('REQUEST_INVALID')
    expect((body['details'] as { issues: { path: string }[] }).issues.map((issue) => issue.path)).toEqual(['body.text', 'body.stars'])
  })

  it('names a path parameter that does not fit', async () => {
    const { body } = await post('{"text":"x"}', '/v1/notes/42')
    expect(body['details']).toEqual({ issues: [{ path: 'param.id', message: 'must be a word' }] })
  })

  it('says that a body is not JSON', async () => {
    expect(await post('{not json')).toMatchObject({ status: 400, body: { code: 'BODY_MALFORMED' } })
  })
})

it('says whom to ask for a permission that the tenant never granted, whatever the caller holds', async () => {
  consented.clear()
  expect(await post('{}')).toMatchObject({ status: 403, body: { code: 'PERMISSION_NOT_GRANTED', next: expect.stringContaining('tenon grant acme notes notes:note:write') as string } })
})

describe('failures', () => {
  it('an unknown route names the version that has none', async () => {
    expect(await call('/v9/notes')).toMatchObject({ status: 404, type: 'application/problem+json', body: { code: 'ROUTE_UNKNOWN', details: { method: 'GET', path: '/v9/notes', version: '1.2.0' } } })
  })

  it('an error with a code keeps its code and status', async () => {
    expect(await call('/v1/refused')).toMatchObject({ status: 403, body: { code: 'PERMISSION_MISSING' } })
  })

  it('an unexpected error is logged and tells the caller nothing of its cause', async () => {
    const { status, body } = await call('/v1/broken')
    expect(status).toBe(500)
    expect(body['code']).toBe('UNEXPECTED')
    expect(JSON.stringify(body)).not.toContain('secret detail')
    expect(logged).toEqual(['unexpected error in a module'])
  })
})

it('the OpenAPI document has each route with the permission it needs', () => {
  const document = http.document({ title: 'Notes', version: '1.2.0' })
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Notes', version: '1.2.0' },
    paths: { '/v1/notes/{id}': { post: { 'x-tenon-permission': 'notes:note:write' } } },
  })
})

import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { packTestModule } from '@tenon/test-kit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startVerdaccio } from '../../test/verdaccio.ts'
import type { LoopbackRegistry } from '../../test/verdaccio.ts'
import { integrityOf } from '../integrity.ts'
import { npmRegistrySource } from './npm-registry-source.ts'
import { readNpmConfig } from './read-npm-config.ts'

const secret = 's3cret-T0ken-9f8e7d'
let directory: string
let registry: LoopbackRegistry
const stops: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenon-npmrc-'))
  await writeFile(join(directory, 'package.json'), '{}')
  registry = await startVerdaccio()
  await registry.publish(await packTestModule({ version: '1.0.0' }))
})
afterEach(async () => { for (const stop of stops.splice(0)) await stop() })
afterAll(async () => {
  await registry.stop()
  await rm(directory, { recursive: true })
})

/** A server on loopback that counts what it was asked. */
async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: string[] = []
  const server = createServer((request, response) => (seen.push(request.url ?? ''), answer(request, response)))
  server.on('connect', ({ url = '' }: IncomingMessage, socket) => {
    seen.push(url)
    const [host = '', port] = url.split(':')
    const upstream = connect(Number(port), host, () => (socket.write('HTTP/1.1 200 OK\r\n\r\n'), upstream.pipe(socket).pipe(upstream)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  stops.push(async () => (server.closeAllConnections(), server.close()))
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

/** Passes on to verdaccio what carries the right access, and answers 401 to the rest. */
function guarded(authorization: string) {
  return listen((request, response) => {
    if (request.headers.authorization !== authorization) return void response.writeHead(401, { 'www-authenticate': 'Bearer' }).end('{}')
    const { host: _host, ...headers } = request.headers
    request.pipe(httpRequest(new URL(request.url ?? '/', registry.url), { method: request.method, headers }, (upstream) => void upstream.pipe(response.writeHead(upstream.statusCode ?? 500, upstream.headers))))
  })
}

const dart = (url: string) => url.replace('http:', '')

async function sourceWith(npmrc: string, environment: Record<string, string> = {}) {
  await writeFile(join(directory, '.npmrc'), npmrc)
  await mkdir(join(directory, 'home'), { recursive: true })
  return npmRegistrySource({ packages: ['@test/sample'], configuration: { directory, environment: { HOME: join(directory, 'home'), PREFIX: directory, npm_config_cache: join(directory, `cache-${Math.random()}`), ...environment } } })
}

const calm = 'fetch-retries=0\nfetch-timeout=2000\n'

describe("npm's configuration", () => {
  test.each([
    ['a token, filled in from the environment', `Bearer ${secret}`, (url: string) => `@test:registry=${url}\n${dart(url)}:_authToken=\${REGISTRY_TOKEN}\n`],
    ['a name and a password', `Basic ${Buffer.from(`dana:${secret}`).toString('base64')}`, (url: string) => `@test:registry=${url}\n${dart(url)}:username=dana\n${dart(url)}:_password=${Buffer.from(secret).toString('base64')}\n`],
    ['both in one', `Basic ${Buffer.from(`dana:${secret}`).toString('base64')}`, (url: string) => `registry=${url}\n${dart(url)}:_auth=${Buffer.from(`dana:${secret}`).toString('base64')}\n`],
  ])('gives access with %s', async (_, authorization, npmrc) => {
    const { url } = await guarded(authorization)
    const source = await sourceWith(calm + npmrc(url), { REGISTRY_TOKEN: secret })
    expect((await source.list()).map(({ version }) => version)).toEqual(['1.0.0'])
  })

  test('sends everything through the proxy, and nothing past noproxy', async () => {
    const proxy = await listen((request, response) => void request.pipe(httpRequest(request.url ?? '', { method: request.method, headers: request.headers }, (upstream) => void upstream.pipe(response.writeHead(upstream.statusCode ?? 500, upstream.headers)))))
    const through = await sourceWith(`${calm}registry=${registry.url}\nproxy=${proxy.url}\nhttps-proxy=${proxy.url}\n`)
    const [version] = await through.list()
    expect(version && integrityOf(await through.fetch(version))).toBe(version?.integrity)
    const before = proxy.seen.length
    expect(before).toBeGreaterThan(0)
    await (await sourceWith(`${calm}registry=${registry.url}\nproxy=${proxy.url}\nhttps-proxy=${proxy.url}\nnoproxy=127.0.0.1\n`)).list()
    expect(proxy.seen.length).toBe(before)
  })

  test('is read in the order of npm, and not changed', async () => {
    await writeFile(join(directory, '.npmrc'), 'registry=http://project.test/\nstrict-ssl=false\nfetch-retries=7\n//kept.test/:_authToken=${ABSENT}\n')
    await writeFile(join(directory, 'home', '.npmrc'), 'registry=http://user.test/\n@acme:registry=http://acme.test/\n')
    const environment = { HOME: join(directory, 'home'), PREFIX: directory, npm_config_fetch_timeout: '1234' }
    const before = structuredClone(environment)
    expect(await readNpmConfig({ directory, environment })).toMatchObject({ registry: 'http://project.test/', strictSSL: false, retry: { retries: 7, minTimeout: 1_000 }, timeout: 1234, '@acme:registry': 'http://acme.test/', '//kept.test/:_authToken': '${ABSENT}' })
    expect(environment).toEqual(before)
    await rm(join(directory, 'home', '.npmrc'))
  })
})

describe('a registry that cannot be read says what to fix and never what gives access', () => {
  const token = (url: string) => `${calm}registry=${url}\n${dart(url)}:_authToken=${secret}\n`
  test.each<[string, () => Promise<string>, RegExp]>([
    ['no access', async () => `${calm}registry=${(await guarded(`Bearer ${secret}`)).url}\n`, /_authToken/],
    ['an access that is refused', async () => token((await guarded('Bearer another')).url), /Renew the token/],
    ['a registry that answers 403', async () => token((await listen((_, response) => void response.writeHead(403).end('{}'))).url), /Renew the token/],
    ['a registry that is broken', async () => token((await listen((_, response) => void response.writeHead(500).end(`{"error":"${secret}"}`))).url), /Look at the registry/],
    ['a registry that answers nonsense', async () => token((await listen((_, response) => void response.end(secret))).url), /Look at the registry/],
    ['nobody there', async () => token('http://127.0.0.1:9/'), /Start it/],
    ['a registry that does not answer', async () => token((await listen(() => undefined)).url).replace('2000', '50'), /fetch-timeout/],
    ['a proxy that asks for a password', async () => `${token(registry.url)}proxy=${(await listen((_, response) => void response.writeHead(407).end())).url.replace('http://', `http://dana:${secret}@`)}\n`, /https-proxy/],
    ['access that belongs to no host', async () => `${calm}registry=${registry.url}\n_authToken=${secret}\n`, /npm config fix/],
  ])('%s', async (_, npmrc, advice) => {
    const source = await sourceWith(await npmrc())
    const error: unknown = await source.list().then(() => expect.fail('it was read'), (failure: unknown) => failure)
    expect(error).toMatchObject({ code: expect.stringMatching(/^(SOURCE_UNAVAILABLE|NPM_CONFIG_INVALID)$/) })
    expect((error as { problem: { next: string } }).problem.next).toMatch(advice)
    const everything = inspect(error, { depth: Infinity, showHidden: true })
    for (const text of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)]) expect(everything).not.toContain(text)
  })
})

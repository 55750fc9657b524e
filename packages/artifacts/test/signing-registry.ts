import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SigningKey } from '@tenon/model'
import type { PackedModule } from '@tenon/test-kit'

/** A key pair as a registry signs with, and as it lists it. */
export interface RegistryKey {
  readonly listed: SigningKey
  sign(text: string): string
}

/** Makes one. @param expires - ISO 8601 instant, or null */
export function registryKey(expires: string | null = null): RegistryKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  const keyid = `SHA256:${createHash('sha256').update(key).digest('base64')}`
  return { listed: { keyid, keytype: 'ecdsa-sha2-nistp256', scheme: 'ecdsa-sha2-nistp256', key, expires }, sign: (text) => sign('sha256', Buffer.from(text), privateKey).toString('base64') }
}

/** A version as this registry offers it. */
export interface Publication {
  readonly module: PackedModule
  readonly signatures?: readonly { readonly keyid: string; readonly sig: string }[]
  readonly bundle?: unknown
  readonly publishedAt?: string
}

/** A registry on loopback that signs and keeps attestations as npm's own does. */
export interface SigningRegistry {
  readonly url: string
  readonly keys: SigningKey[]
  /** Paths that were asked for. */
  readonly asked: string[]
  publish(publication: Publication): void
  stop(): Promise<void>
}

/** The signature of a version by a key, over the name, version and integrity it has. */
export function signatureOf({ packageName, version, integrity }: PackedModule, key: RegistryKey) {
  return { keyid: key.listed.keyid, sig: key.sign(`${packageName}@${version}:${integrity}`) }
}

/** Starts it on a free port, empty and without keys. */
export async function startSigningRegistry(): Promise<SigningRegistry> {
  const publications: Publication[] = []
  const keys: SigningKey[] = []
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '')
    asked.push(path)
    const answer = answerOf(path, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, publications, keys })
    response.writeHead(answer === null ? 404 : 200, { 'content-type': answer instanceof Uint8Array ? 'application/octet-stream' : 'application/json' })
    response.end(answer instanceof Uint8Array ? answer : JSON.stringify(answer ?? { error: 'not found' }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, keys, asked,
    publish: (publication) => void publications.push(publication),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Shelf {
  readonly url: string
  readonly publications: readonly Publication[]
  readonly keys: readonly SigningKey[]
}

function answerOf(path: string, shelf: Shelf): unknown {
  if (path === '/-/npm/v1/keys') return { keys: shelf.keys }
  const named = (prefix: string) => shelf.publications.find(({ module }) => path === `${prefix}${module.packageName}@${module.version}`)
  const attested = named('/-/npm/v1/attestations/')
  if (attested?.bundle !== undefined) return { attestations: [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: attested.bundle }] }
  const file = named('/tarballs/')
  if (file !== undefined) return file.module.tarball
  const published = shelf.publications.filter(({ module }) => path === `/${module.packageName}`)
  return published.length === 0 ? null : packumentOf(published, shelf.url)
}

function packumentOf(published: readonly Publication[], url: string) {
  const name = published[0]?.module.packageName
  return {
    name, 'dist-tags': {},
    time: Object.fromEntries(published.map(({ module, publishedAt = '2026-01-01T00:00:00.000Z' }) => [module.version, publishedAt])),
    versions: Object.fromEntries(published.map(({ module: { version, integrity }, signatures, bundle }) => [version, {
      name, version,
      dist: { integrity, tarball: `${url}/tarballs/${name}@${version}`, signatures, ...(bundle === undefined ? {} : { attestations: { url: `https://elsewhere.test/-/npm/v1/attestations/${name}@${version}` } }) },
    }])),
  }
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { EvidencePolicy } from '@tenon/model'
import { packTestModule } from '@tenon/test-kit'
import type { PackedModule } from '@tenon/test-kit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { registryKey, signatureOf, startSigningRegistry } from '../../test/signing-registry.ts'
import type { Publication, SigningRegistry } from '../../test/signing-registry.ts'
import { startSigstoreServices } from '../../test/sigstore-services.ts'
import type { SigstoreServices } from '../../test/sigstore-services.ts'
import { sdkDirectory } from '../../test/store-fixture.ts'
import { createArtifactStore } from '../artifact-store.ts'
import { npmRegistrySource } from '../npm/npm-registry-source.ts'
import type { EvidenceOptions, PackageEvidenceRule } from './evidence-options.ts'

let services: SigstoreServices
let registry: SigningRegistry
let directory: string
let trustedRoot: string
let module: PackedModule
const key = registryKey()

beforeAll(async () => {
  services = await startSigstoreServices()
  module = await packTestModule({ version: '1.0.0' })
  directory = await mkdtemp(join(tmpdir(), 'tenon-evidence-'))
  trustedRoot = join(directory, 'trusted_root.json')
  await writeFile(trustedRoot, JSON.stringify(services.trustedRoot))
})
afterAll(async () => {
  await services.stop()
  await rm(directory, { recursive: true })
})
beforeEach(async () => {
  registry = await startSigningRegistry()
  registry.keys.push(key.listed)
  return () => registry.stop()
})

const allowed = 'https://github.com/acme/*'

async function openStore(rule: Omit<PackageEvidenceRule, 'packages'>, options: Omit<EvidenceOptions, 'rules'> = {}, at?: string) {
  const store = at ?? await mkdtemp(join(directory, 'store-'))
  const open = () => createArtifactStore({
    directory: store, sources: [npmRegistrySource({ registry: registry.url, packages: ['@test/sample'] })], peers: { '@tenon/module-sdk': sdkDirectory },
    evidence: { trustedRoot, rules: [{ packages: '@test/*', ...rule }], ...options },
  })
  return Object.assign(open(), { store })
}

const sound = async (): Promise<Publication> => ({ module, signatures: [signatureOf(module, key)], bundle: await services.attest(module, { repository: 'acme/sample' }) })
const inRule = { policy: 'require', repositories: [allowed] } as const

describe('a version that must prove its origin', () => {
  test('is admitted with the evidence that was verified', async () => {
    registry.publish(await sound())
    const store = await openStore(inRule)
    const { versions, refused } = await store.readCatalog()
    expect(refused).toEqual([])
    expect(versions).toMatchObject([{
      publishedAt: '2026-01-01T00:00:00.000Z',
      evidence: {
        integrity: module.integrity, signature: { keyId: key.listed.keyid }, issues: [],
        provenance: { builder: 'https://builds.test/runner', repository: 'https://github.com/acme/sample', commit: 'c0ffee'.padEnd(40, '0'), digest: Buffer.from(module.integrity.slice(7), 'base64').toString('hex') },
      },
    }])
    expect(registry.asked).toContain('/-/npm/v1/attestations/@test/sample@1.0.0')
  })

  const other = registryKey()
  const past = registryKey('2025-06-01T00:00:00.000Z')
  test.each<[string, string, (publication: Publication) => Partial<Publication> | Promise<Partial<Publication>>]>([
    ['no signature', 'ARTIFACT_UNSIGNED', () => ({ signatures: [] })],
    ['a signature over other bytes', 'ARTIFACT_SIGNATURE_INVALID', () => ({ signatures: [signatureOf({ ...module, integrity: `sha512-${'A'.repeat(86)}==` }, key)] })],
    ['a signature that was tampered with', 'ARTIFACT_SIGNATURE_INVALID', ({ signatures = [] }) => ({ signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: sig.replace(/^(.{20})./, (_, start: string) => `${start}${sig[20] === 'A' ? 'B' : 'A'}`) })) })],
    ['a signature by a key the registry does not list', 'ARTIFACT_SIGNATURE_INVALID', () => ({ signatures: [signatureOf(module, other)] })],
    ["another key's signature under a listed name", 'ARTIFACT_SIGNATURE_INVALID', () => ({ signatures: [{ ...signatureOf(module, other), keyid: key.listed.keyid }] })],
    ['a signature by a key that had expired', 'ARTIFACT_SIGNATURE_INVALID', () => ({ signatures: [signatureOf(module, past)] })],
    ['no provenance', 'ARTIFACT_PROVENANCE_MISSING', () => ({ bundle: undefined })],
    ['a provenance of other bytes', 'ARTIFACT_PROVENANCE_INVALID', async () => ({ bundle: await services.attest(module, { repository: 'acme/sample', subject: { sha512: 'ab'.repeat(64) } }) })],
    ['a provenance of another package', 'ARTIFACT_PROVENANCE_INVALID', async () => ({ bundle: await services.attest(module, { repository: 'acme/sample', subject: { name: 'pkg:npm/%40test/other@1.0.0' } }) })],
    ['a provenance from a repository that is not allowed', 'ARTIFACT_PROVENANCE_UNEXPECTED', async () => ({ bundle: await services.attest(module, { repository: 'evil/sample' }) })],
    ['a provenance whose statement was changed', 'ARTIFACT_PROVENANCE_INVALID', ({ bundle }) => ({ bundle: withStatement(bundle, (text) => text.replace('acme/sample', 'acme/simple')) })],
    ['a provenance that is none', 'ARTIFACT_PROVENANCE_INVALID', () => ({ bundle: { mediaType: 'nothing' } })],
  ])('is refused with %s: %s', async (_, code, change) => {
    const publication = await sound()
    registry.keys.push(past.listed)
    registry.publish({ ...publication, ...await change(publication) })
    const store = await openStore(inRule)
    expect(await store.readCatalog()).toMatchObject({ versions: [], refused: [{ packageName: '@test/sample', version: '1.0.0', code }] })
    await expect(store.admit(module)).rejects.toMatchObject({ code })
    const warned = await (await openStore({ ...inRule, policy: 'warn' })).readCatalog()
    expect(warned).toMatchObject({ versions: [{ version: '1.0.0', evidence: { issues: [{ code }] } }], refused: [] })
  })

  test('is refused by an authority nobody trusts', async () => {
    const stranger = await startSigstoreServices()
    registry.publish({ ...await sound(), bundle: await stranger.attest(module, { repository: 'acme/sample' }) })
    expect(await (await openStore(inRule)).readCatalog()).toMatchObject({ refused: [{ code: 'ARTIFACT_PROVENANCE_INVALID' }] })
    await stranger.stop()
  })

  test('proves it again offline, from what is kept beside its bytes', async () => {
    registry.publish(await sound())
    const { store } = await openStore(inRule)
    await (await openStore(inRule, {}, store)).admit(module)
    registry.asked.length = 0
    const again = await openStore(inRule, {}, store)
    expect(await again.admit(module)).toMatchObject({ evidence: { issues: [], provenance: { repository: 'https://github.com/acme/sample' } } })
    await again.open(module)
    expect(registry.asked).toEqual([])
  })

  test('is not opened any more when the proof kept beside it was changed', async () => {
    registry.publish(await sound())
    const store = await openStore(inRule)
    const { directory: files } = await store.admit(module)
    const file = join(dirname(files), 'origin.json')
    const origin = JSON.parse(await readFile(file, 'utf8')) as { proof: { signatures: { sig: string }[] } }
    const forged = registryKey()
    await writeFile(file, JSON.stringify({ ...origin, proof: { ...origin.proof, signatures: [{ keyid: key.listed.keyid, sig: forged.sign('x') }] } }))
    await expect((await openStore(inRule, {}, store.store)).open(module)).rejects.toMatchObject({ code: 'ARTIFACT_SIGNATURE_INVALID' })
  })

  test('goes on where it runs when the policy becomes stricter, and is refused to everybody new', async () => {
    registry.publish({ module, signatures: [] })
    const { store } = await openStore({ policy: 'off' })
    await (await openStore({ policy: 'off' }, {}, store)).admit(module)
    const strict = await openStore(inRule, {}, store)
    expect(await strict.open(module)).toMatchObject({ version: '1.0.0' })
    await expect(strict.admit(module)).rejects.toMatchObject({ code: 'ARTIFACT_UNSIGNED' })
  })

  test('is verified with the keys of a file, whatever the registry lists', async () => {
    const own = registryKey()
    const keys = join(directory, 'keys.json')
    await writeFile(keys, JSON.stringify({ keys: [own.listed] }))
    registry.publish(await sound())
    expect(await (await openStore(inRule, { keys })).readCatalog()).toMatchObject({ refused: [{ code: 'ARTIFACT_SIGNATURE_INVALID' }] })
  })

  test('says which file of trust cannot be read', async () => {
    registry.publish(await sound())
    expect(await (await openStore(inRule, { trustedRoot: join(directory, 'missing.json') })).readCatalog()).toMatchObject({ refused: [{ code: 'TRUST_UNREADABLE', reason: expect.stringContaining('missing.json') }] })
  })
})

describe('a known version', () => {
  test.each<[EvidencePolicy, number]>([['warn', 0], ['require', 1], ['off', 0]])('checked under `warn` is opened again under `%s` %i times', async (policy, times) => {
    registry.publish(await sound())
    const { store } = await openStore({ policy: 'warn', repositories: [allowed] })
    const { versions: [first] } = await (await openStore({ policy: 'warn', repositories: [allowed] }, {}, store)).readCatalog()
    const known = [{ packageName: '@test/sample', version: '1.0.0', integrity: module.integrity, rule: first?.evidence?.rule ?? null }]
    const { versions, known: listed } = await (await openStore({ policy, repositories: [allowed] }, {}, store)).readCatalog(known)
    expect([versions.length, listed.length]).toEqual([times, 1 - times])
  })
})

function withStatement(bundle: unknown, change: (text: string) => string): unknown {
  const { dsseEnvelope, ...rest } = bundle as { readonly dsseEnvelope: { readonly payload: string } }
  return { ...rest, dsseEnvelope: { ...dsseEnvelope, payload: Buffer.from(change(Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8'))).toString('base64') } }
}

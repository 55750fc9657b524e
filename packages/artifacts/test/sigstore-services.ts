import { createHash, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bundleToJSON } from '@sigstore/bundle'
import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog, rekorHandler } from '@sigstore/mock'
import { DSSEBundleBuilder, FulcioSigner, RekorWitness } from '@sigstore/sign'
import type { PackedModule } from '@tenon/test-kit'

/** What a build says of itself. */
export interface Build {
  /** `acme/inventory`: what the certificate authority saw. */
  readonly repository: string
  /** Default: the module's own. */
  readonly subject?: { readonly name?: string; readonly sha512?: string }
}

/** A certificate authority and a transparency log of our own on loopback. */
export interface SigstoreServices {
  /** The trusted root of these services, as a file would hold it. */
  readonly trustedRoot: unknown
  /** Signs a SLSA provenance, as a build service does when it publishes; the bundle as a registry keeps it. */
  attest(module: PackedModule, build: Build): Promise<unknown>
  stop(): Promise<void>
}

/** Starts them. Certificates and log entries are real; only the identity is taken on trust. */
export async function startSigstoreServices(): Promise<SigstoreServices> {
  const keys = { ca: ecKey('P-384'), ctLog: ecKey('P-256'), tLog: ecKey('P-256') }
  const ctLog = await initializeCTLog(keys.ctLog)
  const ca = await initializeCA(keys.ca, ctLog)
  const tLog = await initializeTLog('http://rekor.test', keys.tLog)
  const fulcio = await serve(fulcioHandler(ca, { strict: true }))
  const rekor = await serve(rekorHandler(tLog, { strict: true }))
  return {
    trustedRoot: trustedRootOf(Buffer.from(ca.rootCertificate as Uint8Array), keys),
    async attest(module, build) {
      const signer = new FulcioSigner({ fulcioBaseURL: urlOf(fulcio), identityProvider: { getToken: async () => tokenOf(build) } })
      const builder = new DSSEBundleBuilder({ signer, witnesses: [new RekorWitness({ rekorBaseURL: urlOf(rekor), entryType: 'intoto' })] })
      const data = Buffer.from(JSON.stringify(statementOf(module, build)))
      return bundleToJSON(await builder.create({ data, type: 'application/vnd.in-toto+json' }))
    },
    stop: async () => {
      for (const server of [fulcio, rekor]) await new Promise((resolve) => server.close(resolve))
    },
  }
}

function ecKey(namedCurve: 'P-256' | 'P-384') {
  return generateKeyPairSync('ec', { namedCurve })
}

interface Handler {
  readonly path: string
  readonly fn: (body: string) => Promise<{ readonly statusCode: number; readonly response: string | ArrayBufferView; readonly contentType?: string }>
}

async function serve({ fn }: Handler): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => void fn(Buffer.concat(chunks).toString('utf8')).then((answer) => {
      response.writeHead(answer.statusCode, { 'content-type': answer.contentType ?? 'text/plain', connection: 'close' })
      response.end(answer.response)
    }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An identity token as a build service issues it. Nobody checks its signature here. */
function tokenOf({ repository }: Build): string {
  const claims = {
    iss: 'https://token.actions.test', sub: `https://github.com/${repository}/.github/workflows/release.yml@refs/heads/main`,
    repository, sha: 'c0ffee'.padEnd(40, '0'), ref: 'refs/heads/main',
  }
  return [{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.x'
}

function statementOf({ packageName, version, tarball }: PackedModule, { repository, subject = {} }: Build) {
  const { name = `pkg:npm/${packageName.replace('@', '%40')}@${version}`, sha512 = createHash('sha512').update(tarball).digest('hex') } = subject
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha512 } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: { buildType: 'https://builds.test/workflow', externalParameters: { workflow: { repository: `https://github.com/${repository}` } }, resolvedDependencies: [{ uri: `git+https://github.com/${repository}`, digest: { gitCommit: 'c0ffee'.padEnd(40, '0') } }] },
      runDetails: { builder: { id: 'https://builds.test/runner' } },
    },
  }
}

function trustedRootOf(rootCertificate: Buffer, keys: { readonly ctLog: ReturnType<typeof ecKey>; readonly tLog: ReturnType<typeof ecKey> }) {
  const validFor = { start: '2020-01-01T00:00:00.000Z' }
  const logOf = ({ publicKey }: ReturnType<typeof ecKey>, baseUrl: string) => {
    const spki = publicKey.export({ format: 'der', type: 'spki' })
    return { baseUrl, hashAlgorithm: 'SHA2_256', publicKey: { rawBytes: spki.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor }, logId: { keyId: createHash('sha256').update(spki).digest('base64') } }
  }
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [logOf(keys.tLog, 'http://rekor.test')],
    certificateAuthorities: [{ subject: { organization: 'sigstore.mock', commonName: 'sigstore' }, uri: 'http://fulcio.test', certChain: { certificates: [{ rawBytes: rootCertificate.toString('base64') }] }, validFor }],
    ctlogs: [logOf(keys.ctLog, 'http://ctfe.test')],
    timestampAuthorities: [],
  }
}

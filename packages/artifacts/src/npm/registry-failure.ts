import { artifactErrors } from '../artifact-errors.ts'
import type { NpmClientOptions } from './read-npm-config.ts'

/** Where a request went, without whatever names access to it. */
export interface RegistryRequest {
  readonly url: string
  readonly client: NpmClientOptions
}

const certificateCodes = ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID']
const nameCodes = ['ENOTFOUND', 'EAI_AGAIN']
const slowCodes = ['ETIMEDOUT', 'ERR_SOCKET_TIMEOUT', 'ECONNECTIONTIMEOUT', 'EIDLETIMEOUT', 'ERESPONSETIMEOUT', 'ETRANSFERTIMEOUT']

/**
 * A failure of npm's client as an error that names what to fix. Nothing of the client's own message
 * is kept, nor the failure as a cause: both may quote an address with its password, or a header with
 * its token. The code and the host are enough to act on.
 */
export function registryFailure(error: unknown, { url, client }: RegistryRequest) {
  const code = codeOf(error)
  const address = URL.parse(url)
  const host = address?.host ?? 'an address that is none'
  const { reason, advice } = wordsFor(code, { host, darts: `//${host}${address?.pathname.replace(/[^/]*$/, '') ?? '/'}`, proxied: (client['httpsProxy'] ?? client['proxy']) !== undefined, client })
  return artifactErrors.SOURCE_UNAVAILABLE({ source: 'npm registry', reason: `${reason} (${code})`, advice })
}

interface Place {
  readonly host: string
  readonly darts: string
  readonly proxied: boolean
  readonly client: NpmClientOptions
}

function wordsFor(code: string, { host, darts, proxied, client }: Place): { readonly reason: string; readonly advice: string } {
  const set = (name: string) => `set ${name} in .npmrc`
  if (code === 'E407') return { reason: 'the proxy asks for a name and a password', advice: `Write them into the address of the proxy: ${set('https-proxy and proxy')}.` }
  if (code === 'E401' || code === 'E403' || code === 'ENEEDAUTH') {
    const given = Object.keys(client).some((name) => name.startsWith(`//${host}`) && /:_(authToken|auth|password)$/.test(name))
    return given
      ? { reason: `${host} does not accept the access that .npmrc gives`, advice: `Renew the token of //${host}/ in .npmrc, and see that it may read these packages.` }
      : { reason: `${host} asks who is there`, advice: `Give it access: a line //${host}/:_authToken=\${NPM_TOKEN} in .npmrc, for this host and the path ${darts} or above.` }
  }
  if (certificateCodes.includes(code)) return { reason: `the certificate of ${host} is not trusted`, advice: `Name the certificates of your own authority: ${set('cafile')}. strict-ssl=false would trust anybody.` }
  if (nameCodes.includes(code)) return { reason: `the name ${host} is not known here`, advice: `Correct the registry's address${proxied ? '' : `, or ${set('https-proxy')} if there is no direct way`}.` }
  if (slowCodes.includes(code)) return { reason: `${host} did not answer in time`, advice: `Try it by hand; ${proxied ? 'look at the proxy' : set('https-proxy')}, or ${set('fetch-timeout')} (milliseconds).` }
  if (code === 'ECONNREFUSED') return { reason: `${proxied ? 'the proxy or ' : ''}${host} takes no connections`, advice: `Start it, or ${set(proxied ? 'https-proxy or noproxy' : 'registry')}.` }
  return { reason: `${host} answered what cannot be used`, advice: 'Look at the registry.' }
}

function codeOf(error: unknown): string {
  const { code, type } = error as { readonly code?: unknown; readonly type?: unknown }
  if (type === 'request-timeout' || type === 'body-timeout') return 'ETIMEDOUT'
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : 'UNKNOWN'
}

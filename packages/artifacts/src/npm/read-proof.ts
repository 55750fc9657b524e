import type { SigningKey, VersionProof } from '@tenon/model'
import fetchFromRegistry from 'npm-registry-fetch'
import { z } from 'zod'
import { parseSigningKeys } from '../evidence/parse-signing-keys.ts'

/** What a registry says of a version's tarball and its proof. */
export interface PublishedDist {
  readonly signatures?: readonly { readonly keyid: string; readonly sig: string }[]
  readonly attestations?: { readonly url: string }
}

/** Where the proof is. */
export interface ReadProofOptions {
  readonly registry: string
  readonly client: object
  readonly publishedAt: string | null
}

/** Reads proofs; the keys of a registry are asked for once as long as they answer. */
export interface ProofReader {
  read(dist: PublishedDist, options: ReadProofOptions): Promise<VersionProof | null>
}

const attestationsSchema = z.object({ attestations: z.array(z.object({ predicateType: z.string(), bundle: z.unknown() })) })

export function createProofReader(): ProofReader {
  const keysByRegistry = new Map<string, Promise<readonly SigningKey[]>>()

  /** A key that is not among those kept may have been added since: then they are asked for again. */
  async function keysOf(registry: string, client: object, wanted: readonly string[]): Promise<readonly SigningKey[]> {
    const kept = await keysByRegistry.get(registry)
    if (kept !== undefined && wanted.every((keyid) => kept.some((key) => key.keyid === keyid))) return kept
    const reading = readKeys(registry, client)
    keysByRegistry.set(registry, reading)
    return reading.catch((error: unknown) => {
      keysByRegistry.delete(registry)
      throw error
    })
  }

  return {
    async read({ signatures = [], attestations }, { registry, client, publishedAt }) {
      if (signatures.length === 0 && attestations === undefined) return null
      const keys = signatures.length === 0 ? [] : await keysOf(registry, client, signatures.map(({ keyid }) => keyid))
      return {
        signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig })),
        keys, publishedAt,
        attestations: attestations === undefined ? [] : await readAttestations(new URL(URL.parse(attestations.url)?.pathname ?? '', registry).href, client),
      }
    },
  }
}

/** A registry without keys signs nothing: its signatures will then be found without one. */
async function readKeys(registry: string, client: object): Promise<readonly SigningKey[]> {
  const answer = await jsonOrNull('/-/npm/v1/keys', { ...client, registry })
  return (answer === null ? null : parseSigningKeys(answer)) ?? []
}

/** Always from the registry itself, wherever the address points. */
async function readAttestations(url: string, client: object): Promise<VersionProof['attestations']> {
  const parsed = attestationsSchema.safeParse(await jsonOrNull(url, client))
  return parsed.success ? parsed.data.attestations : []
}

async function jsonOrNull(url: string, client: object): Promise<unknown> {
  return fetchFromRegistry.json(url, client).catch((error: { readonly code?: string }) => {
    if (error.code === 'E404') return null
    throw error
  })
}

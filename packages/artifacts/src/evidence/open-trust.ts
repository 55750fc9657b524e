import { readFile } from 'node:fs/promises'
import type { SigningKey } from '@tenon/model'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { getTrustedRoot } from '@sigstore/tuf'
import { toTrustMaterial } from '@sigstore/verify'
import type { TrustMaterial } from '@sigstore/verify'
import { artifactErrors } from '../artifact-errors.ts'
import type { EvidenceOptions } from './evidence-options.ts'
import { parseSigningKeys } from './parse-signing-keys.ts'

/** Whom signatures and provenances are trusted from. Read once, when first asked for. */
export interface Trust {
  /** Null: the keys kept beside each version. @throws TRUST_UNREADABLE */
  keys(): Promise<readonly SigningKey[] | null>
  /** @throws TRUST_UNREADABLE */
  trustMaterial(): Promise<TrustMaterial>
}

/** Opens the trust that options name. A failure is not remembered: a corrected file is read at the next call. */
export function openTrust({ keys, trustedRoot, cacheDirectory }: EvidenceOptions): Trust {
  return {
    keys: remember(async () => (keys === undefined ? null : readKeys(keys))),
    trustMaterial: remember(async () => toTrustMaterial(trustedRoot === undefined ? await fetchTrustedRoot(cacheDirectory) : await readTrustedRoot(trustedRoot))),
  }
}

function remember<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | null = null
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = null
      throw error
    })
    return reading
  }
}

async function readKeys(file: string): Promise<readonly SigningKey[]> {
  const keys = await readJson(file, parseSigningKeys)
  if (keys === null) throw artifactErrors.TRUST_UNREADABLE({ file, reason: 'it holds no list of keys' })
  return keys
}

function readTrustedRoot(file: string): Promise<TrustedRoot> {
  return readJson(file, (value) => TrustedRoot.fromJSON(value))
}

async function readJson<Value>(file: string, parse: (value: unknown) => Value): Promise<Value> {
  try {
    return parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    throw artifactErrors.TRUST_UNREADABLE({ file, reason: error instanceof Error ? error.message : String(error) }, { cause: error })
  }
}

/** Two tries of five seconds: whoever has no way to sigstore names a file. */
async function fetchTrustedRoot(cachePath: string | undefined): Promise<TrustedRoot> {
  const options = { retry: 1, timeout: 5_000, ...(cachePath === undefined ? {} : { cachePath }) }
  return getTrustedRoot(options).catch((error: unknown) => {
    throw artifactErrors.TRUST_UNREADABLE({ file: "sigstore's trusted root", reason: error instanceof Error ? error.message : String(error) }, { cause: error })
  })
}

import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Json } from '@tenon/model'
import { settingsErrors } from '../settings-errors.ts'
import type { SealedSecret } from './secret-value.ts'

/** Seals and opens secret settings. */
export interface KeyRing {
  /**
   * Seals a value with the current key.
   * @param place - where the value stands, such as `inventory tenant:acme apiKey`; it opens nowhere else
   */
  seal(value: Json, place: string): SealedSecret
  /** @throws SECRET_KEY_MISSING, SECRET_UNREADABLE when it was changed or sealed for another place */
  open(sealed: SealedSecret, place: string): Json
  /** False for what an older key sealed: seal it again before that key is thrown away. */
  isCurrent(sealed: SealedSecret): boolean
}

/** The keys of a ring. */
export interface CreateKeyRingOptions {
  /** By id; 32 bytes each. Older keys stay until nothing is sealed with them. */
  readonly keys: ReadonlyMap<string, Uint8Array>
  /** The key that seals from now on. */
  readonly currentKeyId: string
  /** Unpredictable bytes, such as `crypto.randomBytes`. */
  readonly randomBytes: (size: number) => Uint8Array
}

const keyBytes = 32
/** NIST SP 800-38D: 96 bits, never twice with one key; random ones are safe up to 2^32 values. */
const nonceBytes = 12

/** Makes a key ring: AES-256-GCM, the place as additional data. @throws SECRET_KEY_INVALID, SECRET_KEY_MISSING */
export function createKeyRing({ keys, currentKeyId, randomBytes }: CreateKeyRingOptions): KeyRing {
  for (const [keyId, key] of keys) if (key.length !== keyBytes) throw settingsErrors.SECRET_KEY_INVALID({ keyId, sizeBytes: key.length })

  function keyOf(keyId: string): Uint8Array {
    const key = keys.get(keyId)
    if (key === undefined) throw settingsErrors.SECRET_KEY_MISSING({ keyId })
    return key
  }

  const current = keyOf(currentKeyId)
  return {
    seal(value, place) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', current, nonce).setAAD(Buffer.from(place))
      const data = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
      return { $secret: 'sealed', keyId: currentKeyId, nonce: base64(nonce), tag: base64(cipher.getAuthTag()), data: base64(data) }
    },
    open({ keyId, nonce, tag, data }, place) {
      const key = keyOf(keyId)
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes(nonce), { authTagLength: 16 }).setAAD(Buffer.from(place)).setAuthTag(bytes(tag))
        return JSON.parse(Buffer.concat([decipher.update(bytes(data)), decipher.final()]).toString('utf8')) as Json
      } catch (cause) {
        throw settingsErrors.SECRET_UNREADABLE({ keyId, place }, { cause })
      }
    },
    isCurrent: ({ keyId }) => keyId === currentKeyId,
  }
}

function base64(value: Uint8Array): string {
  return Buffer.from(value).toString('base64')
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'base64')
}

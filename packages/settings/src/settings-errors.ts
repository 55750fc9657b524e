import { defineErrors } from '@tenon/model'

/** Errors of settings that are thrown; what a person may have meant otherwise is returned as issues. */
export const settingsErrors = defineErrors({
  SETTINGS_REVISION_UNKNOWN: {
    category: 'not-found',
    title: (d: { layer: string; revision: number }) => `${d.layer} has no settings revision ${d.revision}.`,
    next: () => 'List its revisions, then name one of them.',
  },
  SETTINGS_BACKDATED: {
    category: 'invalid-input',
    title: (d: { layer: string; effectiveAt: string; createdAt: string }) => `A change of ${d.layer} written at ${d.createdAt} cannot have taken effect at ${d.effectiveAt} already.`,
    next: () => 'Name a later instant, or none for at once: what held in the past stays as it was.',
  },
  SECRET_KEY_INVALID: {
    category: 'invalid-input',
    title: (d: { keyId: string; sizeBytes: number }) => `The key "${d.keyId}" has ${d.sizeBytes} bytes; AES-256 takes 32.`,
    next: () => 'Make one with `openssl rand -base64 32`.',
  },
  SECRET_KEY_MISSING: {
    category: 'unavailable',
    title: (d: { keyId: string }) => `The key ring has no key "${d.keyId}".`,
    next: () => 'Give this process the keys that sealed the secrets in use, older ones among them.',
  },
  SECRET_UNREADABLE: {
    category: 'internal',
    title: (d: { keyId: string; place: string }) => `The secret of ${d.place} does not open with the key "${d.keyId}".`,
    next: () => 'It was changed, moved from another place, or the key is another one under the same id. Set the secret again.',
  },
})

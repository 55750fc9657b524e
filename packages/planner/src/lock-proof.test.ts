import type { VersionEvidence } from '@tenon/model'
import { expect, test } from 'vitest'
import { lockProof } from './lock-proof.ts'

const evidence: VersionEvidence = {
  integrity: 'sha512-AAAA',
  signature: { keyId: 'SHA256:key' },
  provenance: { builder: 'https://builder', repository: 'https://github.com/acme/stock', commit: 'c0ffee', digest: 'ab' },
  rule: { policy: 'require', parts: ['signature', 'provenance'], repositories: ['https://github.com/acme/*'] },
  issues: [],
  checkedAt: '2026-11-01T00:00:00.000Z',
}

test('a proof says who signed, what it was built from and under which policy it came in', () => {
  expect(lockProof({ evidence })).toEqual({ digest: expect.stringMatching(/^[0-9a-f]{64}$/), policy: 'require', signedBy: 'SHA256:key', repository: 'https://github.com/acme/stock', commit: 'c0ffee' })
})

test('the same evidence gives the same proof whenever it was verified, and any other another', () => {
  const { digest } = lockProof({ evidence }) ?? {}
  expect(lockProof({ evidence: { ...evidence, checkedAt: '2030-01-01T00:00:00.000Z' } })?.digest).toBe(digest)
  const others: readonly Partial<VersionEvidence>[] = [
    { integrity: 'sha512-BBBB' }, { signature: null }, { provenance: null }, { rule: { ...evidence.rule, policy: 'warn' } }, { issues: [{ code: 'ARTIFACT_UNSIGNED', reason: 'none' }] },
  ]
  for (const other of others) expect(lockProof({ evidence: { ...evidence, ...other } })?.digest).not.toBe(digest)
})

test('there is none where nothing was asked for', () => {
  expect(lockProof({})).toBeUndefined()
  expect(lockProof({ evidence: { ...evidence, rule: { policy: 'off', parts: [], repositories: [] } } })).toBeUndefined()
})

import { describe, expect, test } from 'vitest'
import { layTimeline } from './layer-timeline.ts'
import { diffRevision, restoreRevision, touchedKeys } from './revisions.ts'
import type { SettingsChange } from './settings-change.ts'

const layer = { kind: 'tenant', name: 'acme' } as const
const written = (revision: number, change: Partial<SettingsChange>): SettingsChange => ({
  layer, revision, kind: 'patch', set: {}, unset: [], expiresAt: {}, effectiveAt: `2026-01-0${revision}T00:00:00.000Z`, createdAt: `2026-01-0${revision}T00:00:00.000Z`, actor: 'dana', reason: 'test', ...change,
})
const timeline = layTimeline(layer, [
  written(1, { set: { unit: 'kg', key: { $secret: 'reference', name: 'OLD' } } }),
  written(2, { set: { unit: 'each', limit: 5 } }),
  written(3, { unset: ['unit'], set: { key: { $secret: 'reference', name: 'NEW' } } }),
  written(4, { kind: 'content', set: { unit: 'kg', limit: 5 } }),
])
const secrets = new Set(['key'])

describe('diffRevision', () => {
  test('compares with the base of the revision, whatever was written since', () => {
    expect(diffRevision(timeline, 2, secrets)).toEqual([{ key: 'limit', before: undefined, after: 5 }, { key: 'unit', before: 'kg', after: 'each' }])
  })

  test('says that a secret changed, never what it is', () => {
    expect(diffRevision(timeline, 3, secrets)).toEqual([{ key: 'key', before: '(secret, from OLD)', after: '(secret, from NEW)' }, { key: 'unit', before: 'each', after: undefined }])
  })

  test('refuses a revision that is not there', () => {
    expect(() => diffRevision(timeline, 9, secrets)).toThrow(expect.objectContaining({ code: 'SETTINGS_REVISION_UNKNOWN' }))
  })
})

describe('touchedKeys', () => {
  test('are what a patch names, and what a content changes', () => {
    expect([touchedKeys(timeline, 3), touchedKeys(timeline, 4)]).toEqual([['key', 'unit'], ['key', 'unit']])
  })
})

describe('restoreRevision', () => {
  test('is a new revision with the content of the old one', () => {
    expect(restoreRevision(timeline, 2, { revision: 5, actor: 'lee', reason: 'back', createdAt: '2026-01-05T00:00:00.000Z', effectiveAt: '2026-01-05T00:00:00.000Z' }))
      .toMatchObject({ revision: 5, kind: 'content', set: { unit: 'each', limit: 5, key: { name: 'OLD' } }, actor: 'lee' })
  })
})

import { describe, expect, test } from 'vitest'
import { judgeRequest } from './change-request.ts'
import type { ChangeRequest } from './change-request.ts'
import { layTimeline } from './layer-timeline.ts'

const layer = { kind: 'client-type', name: 'enterprise' } as const
const common = { layer, unset: [], expiresAt: {}, actor: 'dana', reason: 'contract', createdAt: '2026-01-01T00:00:00.000Z' }
const request: ChangeRequest = { ...common, id: 'r1', set: { limit: 5 }, baseRevision: 1, quorum: 2, effectiveAt: null }
const changed = (set: Readonly<Record<string, number>>) => layTimeline(layer, [1, 2].map((revision) => ({ ...common, revision, kind: 'patch', set: revision === 1 ? { limit: 1 } : set, effectiveAt: common.createdAt })))
const approved = (...actors: readonly string[]) => actors.map((actor) => ({ verdict: 'approved' as const, actor }))

describe('judgeRequest', () => {
  test("counts each person once, and its author not at all", () => {
    expect(judgeRequest(request, approved('dana', 'lee', 'lee'), undefined)).toEqual({ kind: 'waiting', approvals: 1, quorum: 2 })
    expect(judgeRequest(request, approved('lee', 'kim'), undefined)).toEqual({ kind: 'approved' })
  })

  test('a rejection is final, however many approve', () => {
    expect(judgeRequest(request, [...approved('lee', 'kim'), { verdict: 'rejected', actor: 'max' }], undefined)).toEqual({ kind: 'rejected', by: 'max' })
  })

  test('a setting that somebody changed since is a conflict; another setting is none', () => {
    expect(judgeRequest(request, approved('lee', 'kim'), changed({ limit: 9 }))).toEqual({ kind: 'conflict', keys: ['limit'] })
    expect(judgeRequest(request, approved('lee', 'kim'), changed({ other: 9 }))).toEqual({ kind: 'approved' })
  })
})

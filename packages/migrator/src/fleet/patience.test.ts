import { defineErrors } from '@tenon/model'
import type { SqlDatabase } from '@tenon/model'
import { describe, expect, it } from 'vitest'
import { createPatience, isConnectionLoss } from './patience.ts'

const failureOf = (code: string | undefined, message = 'x') => Object.assign(new Error(message), code === undefined ? {} : { code })
const errors = defineErrors({ STEP_FAILED: { category: 'precondition', title: () => 'It failed.', next: () => 'Look.' }, GONE: { category: 'unavailable', title: () => 'Gone.', next: () => 'Wait.' } })

describe('isConnectionLoss', () => {
  it.each(['08006', '57P01', '57P02', '57P03', '53300', 'EPIPE', 'ECONNRESET', 'ECONNREFUSED'])('takes %s for a lost connection', (code) => {
    expect(isConnectionLoss(failureOf(code))).toBe(true)
    expect(isConnectionLoss(errors.STEP_FAILED({}, { cause: failureOf(code) }))).toBe(true)
  })

  it.each(['23505', '57014', '55P03', 'TN001', 'XX000'])('takes %s for the answer of a server', (code) => {
    expect(isConnectionLoss(failureOf(code, 'connection'))).toBe(false)
  })

  it('knows what the driver says without a code, and the category of our own errors', () => {
    expect(isConnectionLoss(failureOf(undefined, 'Connection terminated unexpectedly'))).toBe(true)
    expect(isConnectionLoss(errors.GONE({}))).toBe(true)
    expect(isConnectionLoss(new TypeError('x is not a function'))).toBe(false)
  })
})

describe('a patience', () => {
  /** A database that answers each look with the next of these: null, or an error. */
  function patienceWith(answers: (Error | null)[], signal?: AbortSignal) {
    const pauses: number[] = []
    const states: boolean[] = []
    const query = () => {
      const answer = answers.shift() ?? null
      return answer === null ? Promise.resolve({ rows: [], rowCount: 0 }) : Promise.reject(answer)
    }
    const patience = createPatience({
      database: { query } as unknown as SqlDatabase, waitMs: 1000, signal, gone: (cause) => errors.GONE({}, { cause }),
      wait: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)), onWaiting: (waiting) => states.push(waiting),
    })
    return { patience, pauses, states }
  }

  /** Work that fails with each of these before it succeeds. */
  const workFailing = (failures: Error[]) => () => {
    const failure = failures.shift()
    return failure === undefined ? Promise.resolve('done') : Promise.reject(failure)
  }

  it('does the work again once the database answers, pausing longer each time', async () => {
    const { patience, pauses, states } = patienceWith([failureOf('ECONNREFUSED'), failureOf('57P03'), null])
    expect(await patience(workFailing([failureOf('ECONNRESET')]))).toBe('done')
    expect(pauses).toEqual([50, 100])
    expect(states).toEqual([true, true, false])
  })

  it('hands on what is no loss, and a loss that keeps coming back while the database answers', async () => {
    await expect(patienceWith([]).patience(workFailing([failureOf('23505')]))).rejects.toMatchObject({ code: '23505' })
    await expect(patienceWith([]).patience(workFailing(Array.from({ length: 8 }, () => failureOf('57P02'))))).rejects.toMatchObject({ code: '57P02' })
  })

  it('ends when the database stays away, or when nobody wants to wait', async () => {
    const away = () => Array.from({ length: 20 }, () => failureOf('ECONNREFUSED'))
    await expect(patienceWith(away()).patience(workFailing([failureOf('ECONNRESET')]))).rejects.toMatchObject({ code: 'GONE' })
    const unwilling = patienceWith(away(), AbortSignal.abort())
    await expect(unwilling.patience(workFailing([failureOf('ECONNRESET')]))).rejects.toMatchObject({ code: 'GONE' })
    expect(unwilling.pauses).toEqual([])
  })
})

import { createTestDatabase } from '@tenon/test-kit'
import { expect, test } from 'vitest'
import { runExactness } from '../test/exactness/run-exactness.ts'

test.each([1, 2])('whatever enters a module runs on the version of the tenant\'s lock, with %i host processes', { timeout: 180_000 }, async (hosts) => {
  const database = await createTestDatabase()
  try {
    const { handled, failed, mismatches, answeredBy } = await runExactness({ url: database.url, hosts, requests: 600, flips: 4 })
    expect(failed).toEqual([])
    expect(mismatches).toEqual([])
    expect(handled).toMatchObject({ request: 600, call: 600 })
    expect(handled['event']).toBeGreaterThanOrEqual(600)
    expect(handled['timer']).toBeGreaterThan(0)
    expect(Object.keys(answeredBy).toSorted()).toEqual(['1.2.0', '2.0.0'])
  } finally {
    await database.close()
  }
})

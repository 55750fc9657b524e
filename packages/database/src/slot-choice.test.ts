import { expect, test } from 'vitest'
import { nextWaiter, preferredSlot } from './slot-choice.ts'

const slot = (...schemas: string[]) => ({ schemas: new Set(schemas) })
const waiter = (schema: string) => ({ schema, passedOver: 0 })

test('a schema goes back to the connection that served it', () => {
  const known = slot('a', 'b', 'c')
  expect(preferredSlot([slot(), known, slot('d')], 'b')).toBe(known)
})

test('a new schema goes to the connection that served the fewest', () => {
  const fresh = slot('a')
  expect(preferredSlot([slot('b', 'c'), fresh], 'z')).toBe(fresh)
  expect(preferredSlot([], 'z')).toBeUndefined()
})

test('a connection serves first whom it knows, but passes nobody over for ever', () => {
  const [first, known] = [waiter('x'), waiter('a')]
  for (let round = 0; round < 8; round += 1) expect(nextWaiter([first, known], slot('a'))).toBe(known)
  expect(nextWaiter([first, known], slot('a'))).toBe(first)
  expect(nextWaiter([], slot('a'))).toBeUndefined()
})

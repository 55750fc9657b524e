import { expect, it } from 'vitest'
import { unstorableText } from './storable-text.ts'

it('finds text that cannot be stored, wherever it is', () => {
  const body = { name: 'bolt', lines: [{ note: 'a\0b' }], count: 3, none: null }
  expect(unstorableText('body', body)).toEqual([{ path: 'body.lines.0.note', message: 'must not hold the character U+0000' }])
  expect(unstorableText('query', '\0')).toHaveLength(1)
})

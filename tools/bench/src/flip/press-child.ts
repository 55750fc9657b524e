import autocannon from 'autocannon'
import type { Pressed } from './press.ts'

/** The other side of `press`: asks without a pause until it is told to stop, then says what it counted. */
const [, , url = '', connections = '1'] = process.argv
const secondsAtMost = 3_600
const instance = autocannon({ url, connections: Number(connections), duration: secondsAtMost }, (_error, result) => {
  process.send?.({ answered: result['2xx'], refused: result.non2xx, errors: result.errors } satisfies Pressed)
})
process.on('message', () => instance.stop())

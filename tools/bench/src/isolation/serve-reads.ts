import type { FieldPlace } from './isolation-field.ts'
import { contenders, measureReads, warmUp } from './read-items.ts'

/** The child: one contender in a process of its own. Says when it is warm, and answers each duration with a rate. */
const [name = '', place = '{}'] = process.argv.slice(2)
const contender = await contenders[name]?.(JSON.parse(place) as FieldPlace)
if (contender === undefined) throw new TypeError(`no contender is called ${name}`)
await warmUp(contender)
process.on('message', (durationMs: number) => {
  void measureReads(contender, durationMs).then((rate) => process.send?.(rate))
})
process.send?.('warm')

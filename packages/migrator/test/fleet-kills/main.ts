import { parseArgs } from 'node:util'
import { killFleet } from './kill-fleet.ts'

/** `npm run nightly:kills [-- --kills 300 --tenants 200 --seed 1]`: prints every round, and at the end what was killed and looked at. */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '300' }, tenants: { type: 'string', default: '200' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } } })
const [kills, tenants, seed] = [Number(values.kills), Number(values.tenants), Number(values.seed)]
process.stdout.write(`${kills} kills over ${tenants} tenants, seed ${seed}\n`)
const startedAt = performance.now()
const report = await killFleet({ kills, tenants, seed, tell: (line) => process.stdout.write(`${line}\n`) })
process.stdout.write(`${JSON.stringify({ ...report, seed, tenants, seconds: Math.round((performance.now() - startedAt) / 1000) })}\n`)

import { expect, test } from 'vitest'
import { killFleet } from './kill-fleet.ts'

/** 300 of them run with `npm run nightly:kills`. */
const kills = 20

test(`after each of ${kills} kills of runner, server or backend, 200 tenants are exactly old or new, and the run ends by itself`, { timeout: 600_000 }, async () => {
  const report = await killFleet({ kills, tenants: 200, seed: 20_261_123, tell: () => undefined })
  expect(report.kills.runner + report.kills.server + report.kills.backend).toBe(kills)
  expect(Math.min(...Object.values(report.kills))).toBeGreaterThan(0)
  // Kills that met a fleet in two states are the ones that prove something.
  expect(report.caughtBetween).toBeGreaterThan(kills / 4)
})

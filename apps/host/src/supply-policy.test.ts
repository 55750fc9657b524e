import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSupplyPolicy } from './supply-policy.ts'

test('reads rules and a budget, finds files beside it, and refuses what it does not know', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-policy-'))
  const file = join(directory, 'supply.json')
  const rule = { packages: '@acme/*', policy: 'require', repositories: ['https://github.com/acme/*'] }
  await writeFile(file, JSON.stringify({ evidence: { rules: [rule], trustedRoot: 'trusted_root.json' }, skew: { maxLiveLines: 3 } }))
  expect(await readSupplyPolicy(file)).toEqual({ evidence: { rules: [rule], trustedRoot: join(directory, 'trusted_root.json') }, skewBudget: { maxLiveLines: 3 } })
  expect(await readSupplyPolicy(null)).toEqual({ evidence: {}, skewBudget: {} })
  await writeFile(file, JSON.stringify({ evidence: { rules: [{ ...rule, policy: 'demand' }] } }))
  await expect(readSupplyPolicy(file)).rejects.toMatchObject({ code: 'SUPPLY_POLICY_INVALID' })
  await expect(readSupplyPolicy(join(directory, 'missing.json'))).rejects.toMatchObject({ code: 'SUPPLY_POLICY_INVALID' })
  await rm(directory, { recursive: true })
})

import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { EvidenceOptions } from '@tenon/artifacts'
import { defineErrors } from '@tenon/model'
import type { OpenRegistryOptions } from '@tenon/registry'
import { z } from 'zod'

const policyErrors = defineErrors({
  SUPPLY_POLICY_INVALID: {
    category: 'invalid-input',
    title: (d: { file: string; reason: string }) => `${d.file} is no supply policy: ${d.reason}.`,
    next: () => 'Correct it; docs/guides/supply-chain.md shows one.',
  },
})

const ruleSchema = z.strictObject({
  packages: z.string().min(1),
  policy: z.enum(['off', 'warn', 'require']),
  parts: z.array(z.enum(['signature', 'provenance'])).min(1).exactOptional(),
  repositories: z.array(z.string().min(1)).exactOptional(),
})

const policySchema = z.strictObject({
  evidence: z.strictObject({ rules: z.array(ruleSchema).exactOptional(), trustedRoot: z.string().min(1).exactOptional(), keys: z.string().min(1).exactOptional() }).exactOptional(),
  skew: z.strictObject({ maxLiveLines: z.int().min(0).exactOptional(), maxAgeDays: z.int().min(0).exactOptional() }).exactOptional(),
})

/** What versions must prove of their origin, and how far tenants may be apart. */
export interface SupplyPolicy {
  readonly evidence: EvidenceOptions
  readonly skewBudget: NonNullable<OpenRegistryOptions['skewBudget']>
}

/** Reads the policy of a host; files it names are found beside it. Null: nothing is required. @throws SUPPLY_POLICY_INVALID */
export async function readSupplyPolicy(file: string | null): Promise<SupplyPolicy> {
  if (file === null) return { evidence: {}, skewBudget: {} }
  const parsed = policySchema.safeParse(await readJson(file))
  if (!parsed.success) throw policyErrors.SUPPLY_POLICY_INVALID({ file, reason: parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ') })
  const { evidence: { rules = [], trustedRoot, keys } = {}, skew = {} } = parsed.data
  const beside = (name: string) => resolve(dirname(file), name)
  return { evidence: { rules, ...(trustedRoot !== undefined && { trustedRoot: beside(trustedRoot) }), ...(keys !== undefined && { keys: beside(keys) }) }, skewBudget: skew }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw policyErrors.SUPPLY_POLICY_INVALID({ file, reason: error instanceof Error ? error.message : String(error) }, { cause: error })
  }
}

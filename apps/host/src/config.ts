import { resolve } from 'node:path'
import type { CallBudgets, MemoryWatchOptions } from '@tenon/host'
import { defineErrors } from '@tenon/model'
import { z } from 'zod'

const configErrors = defineErrors({
  ENVIRONMENT_INVALID: {
    category: 'invalid-input',
    title: (d: { issues: readonly string[] }) => `The environment does not fit: ${d.issues.join('; ')}.`,
    next: () => 'Correct the named variables; docs/guides/operate.md lists them all.',
  },
})

const list = (fallback: string) => z.string().default(fallback).transform((text) => text.split(',').map((name) => name.trim()).filter((name) => name !== ''))
const mebibyte = 1_048_576
/** A call from another module has so much of a request's time, so that the caller can still answer. */
const shareOfCalls = 2 / 3
const flag = z.enum(['on', 'off'])

const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  TENON_BIND: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z.string().min(1).optional(),
  DATABASE_DIRECT_URL: z.string().min(1).optional(),
  TENON_HOME: z.string().min(1).default('.tenon'),
  TENON_RELEASES: z.string().default('releases'),
  TENON_REGISTRY: z.url().optional(),
  TENON_PACKAGES: list(''),
  TENON_DEV_BUILDS: z.string().min(1).optional(),
  TENON_SUPPLY_POLICY: z.string().min(1).optional(),
  TENON_TENANT_DOMAINS: list('localhost'),
  TENON_BODY_LIMIT_BYTES: z.coerce.number().int().min(1).default(1_048_576),
  TENON_REQUEST_MS: z.coerce.number().int().min(0).default(30_000),
  TENON_EVENT_MS: z.coerce.number().int().min(0).default(60_000),
  TENON_TIMER_MS: z.coerce.number().int().min(0).default(600_000),
  TENON_BODY_MS: z.coerce.number().int().min(0).default(600_000),
  TENON_BLOCKED_MS: z.coerce.number().int().min(0).default(250),
  TENON_CUT_OFF_BLOCKS: z.coerce.number().int().min(0).default(3),
  TENON_GROWTH_MB: z.coerce.number().int().min(0).default(64),
  TENON_MEMORY_READ_MS: z.coerce.number().int().min(100).default(10_000),
  TENON_RECYCLE_DRAINED: z.coerce.number().int().min(0).default(100),
  TENON_RECYCLE_RSS_MB: z.coerce.number().int().min(0).default(0),
  TENON_APPROVALS: z.enum(['none', 'irreversible', 'all']).default('none'),
  TENON_DEMO: flag.default('off'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** What the host app runs with. Paths are absolute. */
export interface HostConfig {
  readonly port: number
  readonly bind: string
  /** Null: start the embedded PostgreSQL. */
  readonly databaseUrl: string | null
  /** The same database without a pooler in between; null: `databaseUrl` is direct. */
  readonly databaseDirectUrl: string | null
  readonly home: string
  /** Directory of tarballs; null when there is none. */
  readonly releases: string | null
  /** Address of an npm registry; null: what `.npmrc` says. */
  readonly registry: string | null
  /** Module packages to offer from the npm registry. */
  readonly packages: readonly string[]
  /** Directory of development builds; null: this host never runs one. */
  readonly devBuilds: string | null
  /** File with what versions must prove of their origin and how far tenants may be apart; null: nothing is required. */
  readonly supplyPolicy: string | null
  readonly tenantDomains: readonly string[]
  readonly bodyLimitBytes: number
  /** How long calls of each cause may take, and the body of an answer; 0: as long as they like. */
  readonly budgetsMs: CallBudgets
  /** How long the event loop may stand still before the host looks who is to blame; 0: it never looks. */
  readonly blockedMs: number
  /** So many standstills within a minute cut a version off for 30 s; 0: never. */
  readonly cutOffBlocks: number
  /** When a version is named for the memory that it keeps; null: nobody looks. */
  readonly growth: Required<Pick<MemoryWatchOptions, 'growthBytes' | 'readEveryMs'>> | null
  /** So many drained versions may stay in memory before a fresh host takes over; null: any number. */
  readonly recycleDrained: number | null
  /** So much memory the host may use before a fresh one takes over; null: any amount. */
  readonly recycleRssBytes: number | null
  /** Which plans somebody other than their author must approve before they are applied. */
  readonly approvals: z.output<typeof environmentSchema>['TENON_APPROVALS']
  readonly demo: boolean
  readonly logLevel: z.output<typeof environmentSchema>['LOG_LEVEL']
}

/**
 * Reads the environment. An empty variable counts as not set.
 * @throws ENVIRONMENT_INVALID with every variable that does not fit
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): HostConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) throw configErrors.ENVIRONMENT_INVALID({ issues: parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) })
  const values = parsed.data
  return {
    port: values.PORT,
    bind: values.TENON_BIND,
    databaseUrl: values.DATABASE_URL ?? null,
    databaseDirectUrl: values.DATABASE_DIRECT_URL ?? null,
    home: resolve(values.TENON_HOME),
    releases: values.TENON_RELEASES === '' ? null : resolve(values.TENON_RELEASES),
    registry: values.TENON_REGISTRY ?? null,
    packages: values.TENON_PACKAGES,
    devBuilds: values.TENON_DEV_BUILDS === undefined ? null : resolve(values.TENON_DEV_BUILDS),
    supplyPolicy: values.TENON_SUPPLY_POLICY === undefined ? null : resolve(values.TENON_SUPPLY_POLICY),
    tenantDomains: values.TENON_TENANT_DOMAINS,
    bodyLimitBytes: values.TENON_BODY_LIMIT_BYTES,
    budgetsMs: { http: values.TENON_REQUEST_MS, call: Math.round(values.TENON_REQUEST_MS * shareOfCalls), event: values.TENON_EVENT_MS, timer: values.TENON_TIMER_MS, body: values.TENON_BODY_MS },
    blockedMs: values.TENON_BLOCKED_MS,
    cutOffBlocks: values.TENON_CUT_OFF_BLOCKS,
    growth: values.TENON_GROWTH_MB === 0 ? null : { growthBytes: values.TENON_GROWTH_MB * mebibyte, readEveryMs: values.TENON_MEMORY_READ_MS },
    recycleDrained: values.TENON_RECYCLE_DRAINED === 0 ? null : values.TENON_RECYCLE_DRAINED,
    recycleRssBytes: values.TENON_RECYCLE_RSS_MB === 0 ? null : values.TENON_RECYCLE_RSS_MB * mebibyte,
    approvals: values.TENON_APPROVALS,
    demo: values.TENON_DEMO === 'on',
    logLevel: values.LOG_LEVEL,
  }
}

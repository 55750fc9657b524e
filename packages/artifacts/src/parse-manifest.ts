import { isModuleName } from '@tenon/model'
import type { Manifest } from '@tenon/model'
import { valid, validRange } from 'semver'
import { z } from 'zod'
import { artifactErrors } from './artifact-errors.ts'
import type { ArtifactIdentity } from './integrity.ts'

const text = z.string()
const range = text.refine((value) => validRange(value) !== null, 'is not a semver range')
const jsonObject = z.record(text, z.unknown())

const migration = z.object({
  name: text.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/),
  dataVersion: z.int().positive(),
  phase: z.enum(['expand', 'backfill', 'contract', 'irreversible']),
  checksum: text.regex(/^[0-9a-f]{64}$/),
  run: z.enum(['transaction', 'outside', 'batches']).exactOptional(),
})

const version = text.refine((value) => valid(value) === value, 'is not a semver version')
const provided = z.object({ name: text.min(1), version: text.regex(/^\d+\.\d+$/), operations: z.array(text.min(1)).exactOptional() })
const dataset = z.object({ name: text.min(1), description: text, columns: jsonObject })

const timer = z.object({
  name: text.min(1),
  minutes: z.int().positive().exactOptional(),
  cron: text.min(1).exactOptional(),
  timeZone: text.min(1).exactOptional(),
}).refine(({ minutes, cron }) => (minutes === undefined) !== (cron === undefined), 'has neither minutes nor cron, or both')

const manifestSchema = z.object({
  manifestVersion: z.literal(1),
  name: text.refine(isModuleName, 'is not a module name'),
  packageName: text.min(1),
  version,
  title: text,
  description: text,
  hostRange: range,
  provides: z.array(provided),
  requires: z.array(z.object({ name: text.min(1), range, optional: z.boolean() })),
  permissions: z.array(z.object({ name: text.min(1), description: text })),
  events: z.array(z.object({ name: text.min(1), description: text, payload: jsonObject })),
  routes: z.array(z.object({ method: text.regex(/^[A-Z]+$/), path: text.startsWith('/'), permission: text })),
  settings: jsonObject,
  migrations: z.array(migration).refine((list) => list.every((entry, index) => entry.dataVersion === index + 1), 'do not count up from 1'),
  placement: z.literal('own').exactOptional(),
  minFrom: version.exactOptional(),
  peerRanges: z.record(text.min(1), range).exactOptional(),
  handles: z.array(text.min(1)).exactOptional(),
  timers: z.array(timer).exactOptional(),
  datasets: z.array(dataset).exactOptional(),
})

/**
 * The manifest of an artifact, its shape checked and its name and version compared with what was asked for.
 * Unknown members are dropped: a newer SDK may write more.
 * @throws ARTIFACT_MANIFEST_INVALID with every place that does not fit
 */
export function parseManifest(artifact: ArtifactIdentity, value: unknown): Manifest {
  const parsed = manifestSchema.safeParse(value)
  const { packageName, version: expected } = artifact
  const refuse = (reason: string) => artifactErrors.ARTIFACT_MANIFEST_INVALID({ packageName, version: expected, file: 'dist/manifest.json', reason })
  if (!parsed.success) throw refuse(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '))
  const { data } = parsed
  if (data.packageName !== packageName || data.version !== expected) throw refuse(`it is that of ${data.packageName}@${data.version}`)
  return data
}

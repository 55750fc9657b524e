import type { Pin } from '@tenon/model'
import { describeConflict } from '../describe-conflict.ts'
import type { Conflict, Constraint } from '../resolution.ts'
import type { ResolvableVersion } from '../resolvable-version.ts'
import { compareVersions, rangeAllows } from '../version-range.ts'
import type { HoldCause, SkewFacts, SkewTenant } from './skew-report.ts'

/** Why a tenant does not run the newest version of a module: its pin first, then what the version itself says, then what a resolution finds. Pure. */
export function holdCauseOf({ resolver, now }: SkewFacts, newest: ResolvableVersion, { tenantId: _tenantId, ...tenant }: SkewTenant): HoldCause {
  const { module, version } = newest
  const pin = tenant.pins.find((candidate) => candidate.module === module && !rangeAllows(candidate.range, version))
  if (pin !== undefined) return pinCause(pin, now)
  const entry = tenant.locked.find((candidate) => candidate.module === module)
  const { minFrom } = newest.manifest
  if (minFrom !== undefined && entry !== undefined && compareVersions(entry.version, minFrom) < 0) return { kind: 'min-from', minFrom }
  const resolution = resolver.resolve({ ...tenant, now, targets: { [module]: version } })
  return resolution.kind === 'resolved' ? { kind: 'nothing' } : conflictCause(module, resolution.conflict)
}

function pinCause({ range, owner, reason, expiresAt }: Pin, now: string): HoldCause {
  return { kind: 'pin', range, owner, reason, expiresAt, expired: expiresAt !== null && expiresAt <= now }
}

/** The requirement of another module is what holds back; its own is named where there is no other. */
function conflictCause(module: string, conflict: Conflict): HoldCause {
  const ownLast = conflict.core.toSorted((a, b) => Number('module' in a && a.module === module) - Number('module' in b && b.module === module))
  return ownLast.map(causeIn).find((cause) => cause !== null) ?? { kind: 'conflict', sentences: describeConflict(conflict) }
}

function causeIn(constraint: Constraint): HoldCause | null {
  switch (constraint.kind) {
    case 'requires':
      return { kind: 'requires', module: constraint.module, versions: constraint.versions, interface: constraint.interface, range: constraint.range }
    case 'host':
      return { kind: 'host', needs: constraint.hostRange }
    case 'peer':
      return { kind: 'host', needs: `${constraint.packageName}@${constraint.range}` }
    default:
      return null
  }
}

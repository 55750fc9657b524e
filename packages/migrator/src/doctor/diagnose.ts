import type { DoctorFacts } from './facts.ts'
import { doctorChecks, findingOf } from './finding.ts'
import type { DoctorFinding } from './finding.ts'
import { judgeConnections } from './judge-connections.ts'
import { judgeRoles } from './judge-roles.ts'
import { judgeSchemas } from './judge-schemas.ts'
import { judgeServer } from './judge-server.ts'
import { judgeSize } from './judge-size.ts'

const severity = { problem: 0, advice: 1, ok: 2 } as const

/** One finding for every check that could be made, problems first, then advice, then what is in order. Pure. */
export function diagnose(facts: DoctorFacts): readonly DoctorFinding[] {
  const judged = [judgeServer(facts), judgeRoles(facts), judgeSchemas(facts), judgeConnections(facts), judgeSize(facts)].flat()
  return judged.map(findingOf).toSorted((a, b) => severity[a.verdict] - severity[b.verdict] || doctorChecks.indexOf(a.check) - doctorChecks.indexOf(b.check))
}

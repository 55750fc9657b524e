import type { DoctorFacts, RoleFacts } from './facts.ts'
import { someOf } from './finding.ts'
import type { Judged } from './finding.ts'

/** The two roles that stand between requests, migrations and everything else. */
export function judgeRoles({ roles }: DoctorFacts): readonly Judged[] {
  return [judgeBoth(roles), ...(roles.runtime === null ? [] : [judgeRuntime(roles.runtime)])]
}

function judgeBoth({ user, owner, runtime, mayBecomeBoth }: RoleFacts): Judged {
  const both = { tenon_owner: owner, tenon_runtime: runtime }
  const missing = Object.entries(both).filter(([, role]) => role === null).map(([name]) => name)
  const above = Object.entries(both).filter(([, role]) => role?.superuser === true || role?.bypassesRowSecurity === true).map(([name]) => name)
  return {
    check: 'roles', found: `tenon_owner and tenon_runtime exist, without superuser and BYPASSRLS; ${user} may act as both`,
    why: 'Row level security does not bind a superuser or a role with BYPASSRLS: one of these would read the rows of every tenant.',
    faults: [
      { verdict: 'problem', when: above.length > 0, found: `${above.join(' and ')}: superuser or BYPASSRLS`, next: above.map((name) => `alter role ${name} nosuperuser nobypassrls;`).join(' ') },
      { verdict: 'problem', when: missing.length > 0, found: `missing: ${missing.join(', ')}`, next: `A host that starts with the right to create roles creates them; else have a superuser run: ${missing.map((name) => `create role ${name};`).join(' ')} grant tenon_owner, tenon_runtime to "${user}";` },
      { verdict: 'problem', when: !mayBecomeBoth, found: `${user} may not act as both`, next: `grant tenon_owner, tenon_runtime to "${user}";` },
    ],
  }
}

function judgeRuntime({ owned, memberOf, createsIn, createsInDatabase }: NonNullable<RoleFacts['runtime']>): Judged {
  return {
    check: 'runtime-role', found: 'tenon_runtime owns nothing, creates nothing and is a member of no role', why: 'Requests run as this role. What it owns it can open to itself; where it can create it can put something in the way of what is called.',
    faults: [
      { verdict: 'problem', when: memberOf.length > 0, found: `tenon_runtime is a member of ${someOf(memberOf)}`, next: `revoke ${memberOf.join(', ')} from tenon_runtime;` },
      { verdict: 'problem', when: owned > 0, found: `tenon_runtime owns ${owned} objects`, next: 'In each database: reassign owned by tenon_runtime to tenon_owner;' },
      { verdict: 'problem', when: createsIn.length > 0, found: `tenon_runtime may create in ${someOf(createsIn)}`, next: `revoke create on schema ${createsIn.slice(0, 5).join(', ')} from tenon_runtime, public;` },
      { verdict: 'problem', when: createsInDatabase, found: 'tenon_runtime may create schemas in the database', next: 'revoke create on database <name> from tenon_runtime, public;' },
    ],
  }
}

import type { ConnectionFacts } from '@tenon/model'
import type { DoctorFacts } from './facts.ts'
import type { Judged } from './finding.ts'

const modes = {
  direct: 'no pooler', session: 'a pooler in session mode', transaction: 'a pooler in transaction mode', statement: 'a pooler in statement mode',
} as const

/** Whether the URLs carry what a host relies on. */
export function judgeConnections({ connections }: DoctorFacts): readonly Judged[] {
  return connections === null ? [] : [judgeBinding(connections), judgeNotifications(connections)]
}

function judgeBinding({ mode, identities, boundTenant, bindingFailure }: ConnectionFacts): Judged {
  const lost = identities.some(({ when, role, tenant }) => when === 'inside' && (role !== 'tenon_runtime' || tenant !== boundTenant))
  const kept = identities.some(({ when, role, tenant }) => when === 'outside' && (role === 'tenon_runtime' || tenant !== null))
  const seen = `DATABASE_URL: ${modes[mode]}`
  return {
    check: 'binding', found: `${seen}; role and tenant hold for one transaction exactly`, why: 'Who a request acts as is set inside its transaction. Were it lost, nothing would be found; were it kept, the next caller would act as somebody else.',
    faults: [
      { verdict: 'problem', when: mode === 'statement', found: `${seen}, which refuses transactions`, next: 'Set pool_mode = transaction.' },
      { verdict: 'problem', when: kept, found: `${seen}; role or tenant stay on a connection after the transaction`, next: 'Something sets them for a whole session: look at server_reset_query, connect_query and alter role ... set of the user.' },
      { verdict: 'problem', when: lost, found: `${seen}; role or tenant do not hold inside the transaction`, next: 'Look at what stands between: role and set_config must reach the server in the same transaction as the query.' },
      { verdict: 'problem', when: bindingFailure !== null, found: `${seen}; binding a tenant failed: ${bindingFailure ?? ''}`, next: 'Put the roles right first (see `roles`); then look again.' },
    ],
  }
}

function judgeNotifications({ directMode, notified }: ConnectionFacts): Judged {
  const seen = `direct URL: ${modes[directMode]}`
  return {
    check: 'notifications', found: `${seen}; a notification arrives`, why: 'Other hosts learn of a changed lock by LISTEN, and indexes are built outside transactions: both need the server itself.',
    faults: [{ verdict: 'problem', when: !notified, found: `${seen}; notifications do not arrive`, next: 'Set DATABASE_DIRECT_URL to the server itself, without the pooler.' }],
  }
}

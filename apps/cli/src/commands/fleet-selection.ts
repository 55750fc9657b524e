import { clientTypes } from '@tenon/model'
import type { TenantSelection } from '@tenon/model'
import { cliErrors } from '../cli-errors.ts'

/** Options that mean many tenants instead of one. */
export interface SelectionOptions {
  readonly all?: true
  readonly tag?: string
  readonly clientType?: string
  readonly tenants?: string
}

/** The tenants that options mean; null when they mean none, and a tenant is named. @throws USAGE_WRONG */
export function selectionOf({ all, tag, clientType, tenants }: SelectionOptions, command: string): TenantSelection | null {
  const selections: readonly TenantSelection[] = [
    ...(all === true ? [{ kind: 'all' } as const] : []),
    ...(tag === undefined ? [] : [{ kind: 'tag', tag } as const]),
    ...(clientType === undefined ? [] : [ofClientType(clientType, command)]),
    ...(tenants === undefined ? [] : [{ kind: 'tenants', ids: tenants.split(',').map((id) => id.trim()) } as const]),
  ]
  if (selections.length > 1) throw cliErrors.USAGE_WRONG({ message: 'give one of --all, --tag, --client-type and --tenants', command })
  return selections[0] ?? null
}

function ofClientType(text: string, command: string): TenantSelection {
  const clientType = clientTypes.find((known) => known === text)
  if (clientType === undefined) throw cliErrors.USAGE_WRONG({ message: `"${text}" is not a client type: ${clientTypes.join(', ')}`, command })
  return { kind: 'client-type', clientType }
}

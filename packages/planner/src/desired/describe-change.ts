import type { DesiredChange, DesiredPin } from '@tenon/model'

/** One change of an import as a short sentence: `acme: inventory 1.1.0 -> ^1.2`. */
export function describeChange(change: DesiredChange): string {
  switch (change.kind) {
    case 'create-organization':
      return `${change.organization}: new organization "${change.name}"`
    case 'rename-organization':
      return `${change.organization}: called "${change.after}" instead of "${change.before}"`
    case 'create-tenant':
      return `${change.tenantId}: new tenant of ${change.organization}`
    case 'change-tenant':
      return `${change.tenantId}: ${[change.after.name, change.after.clientType, ...change.after.tags].join(', ')} instead of ${[change.before.name, change.before.clientType, ...change.before.tags].join(', ')}`
    case 'channel':
      return `${change.tenantId}: channel of ${change.module ?? 'all modules'} ${change.before ?? 'as the rest'} -> ${change.after ?? 'as the rest'}`
    case 'pin':
      return `${change.tenantId}: pin of ${change.module} ${pinInWords(change.before)} -> ${pinInWords(change.after)}`
    case 'move':
      return `${change.tenantId}: ${Object.entries(change.after).map(([module, range]) => `${module} ${change.before[module] ?? 'new'} -> ${range}`).join(', ')}`
    case 'settings':
      return `${change.tenantId}: settings of ${change.module}: ${settingsInWords(change)}`
    case 'grants':
      return `${change.tenantId}: grants of ${change.module}: ${[...change.grant.map((name) => `+ ${name}`), ...change.withdraw.map((name) => `- ${name}`)].join(', ') || 'exactly those listed'}`
    default:
      return change satisfies never
  }
}

function pinInWords(pin: DesiredPin | null): string {
  return pin === null ? 'none' : `${pin.range} (${pin.owner}${pin.expires === undefined ? '' : `, until ${pin.expires.slice(0, 10)}`})`
}

function settingsInWords({ before, after }: Extract<DesiredChange, { kind: 'settings' }>): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
  const text = (values: Readonly<Record<string, unknown>>, name: string) => (Object.hasOwn(values, name) ? JSON.stringify(values[name]) : 'default')
  return names.filter((name) => text(before, name) !== text(after, name)).map((name) => `${name} ${text(before, name)} -> ${text(after, name)}`).join(', ')
}

import type { ClientType } from '@tenon/model'
import type { TradeName } from './trades.ts'

/** One tenant of the demo: what it is, what it is held to, and where it stands. */
export interface DemoTenant {
  readonly id: string
  readonly name: string
  readonly organizationId: string
  readonly clientType: ClientType
  readonly tags: readonly string[]
  readonly trade: TradeName
  /** The inventory version it ends on. */
  readonly version: string
  readonly pin: { readonly range: string; readonly owner: string; readonly reason: string; readonly expiresAt?: string } | null
}

/** The two companies. */
export const demoOrganizations = [
  { id: 'harvest', name: 'Harvest Group' },
  { id: 'meridian', name: 'Meridian Industrial' },
] as const

const harvest = { organizationId: 'harvest' } as const
const meridian = { organizationId: 'meridian' } as const

/** Twelve tenants: four versions, and pins that are exact, tilde, caret, or not there. */
export const demoTenants: readonly DemoTenant[] = [
  { ...harvest, id: 'acme', name: 'Acme Coffee Roasters', clientType: 'enterprise', tags: ['ring:general'], trade: 'coffee', version: '1.2.0',
    pin: { range: '~1.2', owner: 'dana', reason: 'audit season: no change of figures before the books are closed', expiresAt: '2027-03-01T00:00:00.000Z' } },
  { ...harvest, id: 'bluebird', name: 'Bluebird Bakery', clientType: 'custom', tags: ['ring:general'], trade: 'bakery', version: '1.0.0',
    pin: { range: '1.0.0', owner: 'milo', reason: 'the till is certified against exactly this version' } },
  { ...harvest, id: 'cornerstone', name: 'Cornerstone Grocers', clientType: 'standard', tags: ['ring:general'], trade: 'grocery', version: '1.1.0',
    pin: { range: '~1.1', owner: 'dana', reason: 'stock-taking in all shops until the end of January', expiresAt: '2027-02-01T00:00:00.000Z' } },
  { ...harvest, id: 'dockside', name: 'Dockside Fish Market', clientType: 'standard', tags: ['ring:early'], trade: 'grocery', version: '1.1.0', pin: null },
  { ...harvest, id: 'elderflower', name: 'Elderflower Tea House', clientType: 'standard', tags: ['ring:early'], trade: 'tea', version: '2.0.0',
    pin: { range: '^2.0', owner: 'ines', reason: 'sells by the gram, needs decimal quantities' } },
  { ...harvest, id: 'foxglove', name: 'Foxglove Chocolates', clientType: 'standard', tags: ['ring:general'], trade: 'bakery', version: '1.2.0',
    pin: { range: '^1.0', owner: 'ines', reason: 'any 1.x; the label printer reads the 1.x routes' } },
  { ...meridian, id: 'globex', name: 'Globex Tools', clientType: 'enterprise', tags: ['ring:early'], trade: 'tools', version: '2.0.0', pin: null },
  { ...meridian, id: 'hooli', name: 'Hooli Electronics Repair', clientType: 'standard', tags: ['ring:internal'], trade: 'electronics', version: '2.0.0', pin: null },
  { ...meridian, id: 'initech', name: 'Initech Office Supply', clientType: 'enterprise', tags: ['ring:general'], trade: 'office', version: '1.0.0',
    pin: { range: '~1.0', owner: 'peter', reason: 'the ERP export is rewritten in the first quarter', expiresAt: '2027-04-01T00:00:00.000Z' } },
  { ...meridian, id: 'juniper', name: 'Juniper Bike Works', clientType: 'standard', tags: ['ring:early'], trade: 'bikes', version: '1.2.0', pin: null },
  { ...meridian, id: 'kestrel', name: 'Kestrel Climbing Gear', clientType: 'standard', tags: ['ring:general'], trade: 'climbing', version: '1.0.0',
    pin: { range: '^1', owner: 'sam', reason: 'the web shop speaks /v1' } },
  { ...meridian, id: 'lighthouse', name: 'Lighthouse Electrical', clientType: 'custom', tags: ['ring:internal'], trade: 'electronics', version: '1.1.0', pin: null },
]

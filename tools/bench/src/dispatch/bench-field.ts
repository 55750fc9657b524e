/** The field both servers are measured on. */
export const tenantCount = 1_000
export const modules = ['inventory', 'performance', 'analytics', 'config'] as const
export const versions = ['1.0.0', '1.2.0', '2.0.0'] as const

/** Tenant ids, `tenant-0` to `tenant-999`. */
export function tenantIds(): readonly string[] {
  return Array.from({ length: tenantCount }, (_, index) => `tenant-${index}`)
}

/** Request paths over all tenants and modules, the same bytes for both servers. */
export function requestPaths(): readonly string[] {
  return tenantIds().map((tenant, index) => `/t/${tenant}/${modules[index % modules.length] ?? 'inventory'}/v1/items/SKU-${index}`)
}

/** The handler both servers run. */
export function answerOf(tenant: string, sku: string) {
  return { tenant, sku, name: 'Espresso beans 1 kg', unit: 'each', onHand: 42, locations: [{ code: 'MAIN', onHand: 30 }, { code: 'SHOP', onHand: 12 }] }
}

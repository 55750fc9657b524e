import { z } from '@hono/zod-openapi'

const idOf = (example: string) => z.string().min(1).max(100).openapi({ example })

export const tenantParams = z.object({ tenant: idOf('acme') })
export const moduleParams = z.object({ module: idOf('inventory') })
export const versionParams = z.object({ module: idOf('inventory'), version: idOf('2.0.0') })
export const tenantModuleParams = z.object({ tenant: idOf('acme'), module: idOf('inventory') })
export const snapshotParams = tenantModuleParams.extend({ snapshot: z.coerce.number().int().min(1).openapi({ example: 1 }) })
export const rehearsalParams = tenantParams.extend({ watch: idOf('0199b6c2-6f0e') })
export const deliveryParams = z.object({ tenant: idOf('acme'), event: idOf('0199b6c2-6f0e'), subscriber: idOf('analytics') })
export const advisoryParams = z.object({ advisory: idOf('adv_7f3k') })
export const planParams = z.object({ plan: idOf('p_7f3k') })
export const fleetPlanParams = z.object({ fleetPlan: idOf('f_7f3k') })
export const operationParams = z.object({ operation: idOf('o_7f3k') })
export const applicationParams = z.object({ application: idOf('ap_7f3k') })
export const importParams = z.object({ import: idOf('im_7f3k') })

import type { TenantRows } from '../../module/test-module.ts'

/** True when two looks at a tenant's tables saw the same rows. */
export function sameRows(before: TenantRows, after: TenantRows): boolean {
  return JSON.stringify([...before]) === JSON.stringify([...after])
}

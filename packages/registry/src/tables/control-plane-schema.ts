import { createControlPlane } from './control-plane/001-create-control-plane.ts'
import { keepDataHistory } from './control-plane/002-keep-data-history.ts'
import { keepDesiredState } from './control-plane/003-keep-desired-state.ts'
import { keepVerdicts } from './control-plane/004-keep-verdicts.ts'
import { knowTheHosts } from './control-plane/005-know-the-hosts.ts'
import { deliverEvents } from './control-plane/006-deliver-events.ts'
import { keepSupplyChain } from './control-plane/007-keep-supply-chain.ts'
import { guardTenantTablesOnce } from './control-plane/008-guard-tenant-tables.ts'
import { keepTenantHistory } from './control-plane/010-keep-tenant-history.ts'
import type { ControlPlaneChange } from './control-plane/control-plane-change.ts'

/** Every change, ascending. A published one is never edited: add another. */
export const controlPlaneChanges: readonly ControlPlaneChange[] = [createControlPlane, keepDataHistory, keepDesiredState, keepVerdicts, knowTheHosts, deliverEvents, keepSupplyChain, guardTenantTablesOnce, keepTenantHistory]

import type { ApprovalRegistry } from './surface/approval-registry.ts'
import type { CatalogRegistry } from './surface/catalog-registry.ts'
import type { ChannelRegistry } from './surface/channel-registry.ts'
import type { ConsentRegistry } from './surface/consent-registry.ts'
import type { DataRegistry } from './surface/data-registry.ts'
import type { DesiredRegistry } from './surface/desired-registry.ts'
import type { EventRegistry } from './surface/event-registry.ts'
import type { FleetRegistry } from './surface/fleet-registry.ts'
import type { HostRegistry } from './surface/host-registry.ts'
import type { LockRegistry } from './surface/lock-registry.ts'
import type { PlanRegistry } from './surface/plan-registry.ts'
import type { QueueRegistry } from './surface/queue-registry.ts'
import type { RunningRegistry } from './surface/running-registry.ts'
import type { SupplyRegistry } from './surface/supply-registry.ts'
import type { TimelineRegistry } from './surface/timeline-registry.ts'
import type { TenantRegistry } from './surface/tenant-registry.ts'
import type { WorkRegistry } from './surface/work-registry.ts'

/**
 * What exists, what is pinned, what runs; install, migrate, roll back. One per process and database.
 *
 * Every change of pin, lock and setting commits together with its history row. Moves are one
 * transaction per tenant: after a crash the tenant is all old or all new, and `open` says which.
 */
export interface ModuleRegistry extends
  TenantRegistry, ConsentRegistry, ChannelRegistry, CatalogRegistry, PlanRegistry, DataRegistry, LockRegistry, EventRegistry, WorkRegistry,
  TimelineRegistry, DesiredRegistry,
  TenantRegistry, ConsentRegistry, ChannelRegistry, CatalogRegistry, PlanRegistry, ApprovalRegistry, DataRegistry, LockRegistry, EventRegistry, WorkRegistry,
  TimelineRegistry,
  HostRegistry, QueueRegistry, FleetRegistry,
  SupplyRegistry,
  RunningRegistry {}

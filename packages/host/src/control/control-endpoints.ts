import type { Endpoint } from './endpoint.ts'
import { channelEndpoints } from './endpoints/channel-endpoints.ts'
import { consentEndpoints } from './endpoints/consent-endpoints.ts'
import { desiredEndpoints } from './endpoints/desired-endpoints.ts'
import { approvalEndpoints } from './endpoints/approval-endpoints.ts'
import { driftEndpoints } from './endpoints/drift-endpoints.ts'
import { eventEndpoints } from './endpoints/event-endpoints.ts'
import { hostEndpoints } from './endpoints/host-endpoints.ts'
import { moduleEndpoints } from './endpoints/module-endpoints.ts'
import { pinEndpoints } from './endpoints/pin-endpoints.ts'
import { planEndpoints } from './endpoints/plan-endpoints.ts'
import { snapshotEndpoints } from './endpoints/snapshot-endpoints.ts'
import { supplyEndpoints } from './endpoints/supply-endpoints.ts'
import { timelineEndpoints } from './endpoints/timeline-endpoints.ts'
import { tenantEndpoints } from './endpoints/tenant-endpoints.ts'
import { versionEndpoints } from './endpoints/version-endpoints.ts'

/** Every endpoint of the control API. */
export const controlEndpoints: readonly Endpoint[] = [...tenantEndpoints, ...versionEndpoints, ...moduleEndpoints, ...pinEndpoints, ...consentEndpoints, ...channelEndpoints, ...timelineEndpoints, ...desiredEndpoints, ...planEndpoints, ...approvalEndpoints, ...driftEndpoints, ...snapshotEndpoints, ...supplyEndpoints, ...eventEndpoints, ...hostEndpoints]

import { defineErrors } from '@tenon/model'
import type { VersionState } from '../dispatch/version-states.ts'
import type { HostMemory } from '../watch/memory/memory-watch.ts'
import type { HostSupervisor } from './host-supervisor.ts'

/** The process that answers, as the control API shows it. */
export interface HostProcess {
  versions(): readonly VersionState[]
  memory(): HostMemory
  /** Absent: it stands alone. */
  readonly supervisor?: HostSupervisor
}

/** Why a host cannot be replaced. */
export const processErrors = defineErrors({
  HOST_UNSUPERVISED: {
    category: 'precondition',
    title: () => 'The host that answers stands alone: no supervisor can put a fresh one in its place.',
    next: () => 'Start it with the host app (`tenon dev`, apps/host/src/main.ts), or restart the process in your own way.',
  },
})

/** @throws HOST_UNSUPERVISED */
export function supervisorOf({ supervisor }: HostProcess): HostSupervisor {
  if (supervisor === undefined) throw processErrors.HOST_UNSUPERVISED({})
  return supervisor
}

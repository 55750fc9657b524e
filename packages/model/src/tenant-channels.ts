import type { Channel } from './catalog.ts'

/** How early a tenant takes new versions, in all and where a module differs. */
export interface TenantChannels {
  /** Of every module that is not named. */
  readonly all: Channel
  /** Module name to channel. */
  readonly modules: Readonly<Record<string, Channel>>
}

/** A tenant for which nobody said otherwise. */
export const stableChannels: TenantChannels = { all: 'stable', modules: {} }

/** The channel of one module of a tenant. */
export function channelFor({ all, modules }: TenantChannels, module: string): Channel {
  return modules[module] ?? all
}

import type { HostMemory } from './memory-watch.ts'

/** The memory of this process, with what is known of whose it is. */
export function memoryNow(known: Pick<HostMemory, 'versions' | 'unattributedBytes'>): HostMemory {
  const { rss, heapUsed, external } = process.memoryUsage()
  return { residentBytes: rss, heapBytes: heapUsed, outsideBytes: external, ...known }
}

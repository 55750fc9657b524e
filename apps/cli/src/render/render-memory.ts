import type { HostMemory } from '@tenon/host'
import type { Report } from '../report.ts'
import { alignColumns, lineOf, renderTable } from './columns.ts'
import type { Paint } from './paint.ts'
import { instantInWords, sizeInWords } from './words.ts'

/** What the objects of each version hold in one host, largest first, and what the rest is. */
export function renderMemory(memory: HostMemory): Report {
  return {
    json: memory,
    lines: memory.versions.map((it) => lineOf(it.module, it.version, it.liveBytes, it.grownBytes, it.isGrowing ? 'growing' : '', it.sites[0]?.where ?? '')),
    page: (paint) => [memory.unattributedBytes === null ? 'This host does not watch what its versions keep (TENON_GROWTH_MB is 0).' : tableOf(memory, paint), '', ...restOf(memory, paint)].join('\n'),
  }
}

type VersionRow = HostMemory['versions'][number]

function tableOf({ versions }: HostMemory, paint: Paint): string {
  return renderTable(['module', 'version', 'holds', 'grown by', 'made most of it in'], versions.map((it) => [
    paint.bold(it.module), it.version, sizeInWords(it.liveBytes), grownInWords(it, paint), shortPlace(it.sites[0]?.where ?? ''),
  ]), paint)
}

function grownInWords({ grownBytes, isGrowing, since }: VersionRow, paint: Paint): string {
  const words = `${sizeInWords(grownBytes)} since ${instantInWords(since)}`
  if (isGrowing) return paint.red(`${words}, and goes on`)
  return grownBytes === 0 ? '-' : words
}

/** From the version's own directory on: before it stands where the host keeps its store. */
function shortPlace(where: string): string {
  return where.replace(/\(.*\/package\//, '(')
}

function restOf({ residentBytes, heapBytes, outsideBytes, unattributedBytes }: HostMemory, paint: Paint): readonly string[] {
  const rows: readonly (readonly [number | null, string])[] = [
    [residentBytes, 'the process, resident'],
    [heapBytes, "of it V8's heap"],
    [unattributedBytes, 'of that made since the start by the host and libraries, or in them for a version'],
    [outsideBytes, 'outside of the heap: buffers, WebAssembly'],
  ]
  return alignColumns(rows.flatMap(([bytes, words]) => (bytes === null ? [] : [[sizeInWords(bytes), paint.dim(words)]])))
}

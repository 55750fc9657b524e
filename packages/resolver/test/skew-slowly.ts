import { gt, major, minor, rcompare } from 'semver'
import type { SkewExcess, SkewFacts } from '@tenon/resolver'

/** Lines and excesses by plain loops, tenant by tenant: what the report is compared with. */
export function skewSlowly({ catalog, tenants, now, budget }: SkewFacts) {
  const lineOf = (version: string) => `${major(version)}.${minor(version)}`
  const modules = [...new Set(tenants.flatMap(({ locked }) => locked.map(({ module }) => module)))].toSorted()
  const lines = modules.flatMap((module) => {
    const running = tenants.flatMap(({ locked }) => locked.filter((entry) => entry.module === module).map(({ version }) => version))
    const newest = catalog.filter((it) => it.module === module && it.status === 'available' && it.channel !== 'beta' && !it.version.includes('-')).map(({ version }) => version).toSorted(rcompare)[0] ?? null
    return [...new Set(running.map(lineOf))].toSorted((a, b) => rcompare(`${a}.0`, `${b}.0`)).map((line) => {
      const mine = running.filter((version) => lineOf(version) === line)
      const days = catalog.filter((it) => it.module === module && mine.includes(it.version)).map(({ publishedAt = now }) => Math.floor((Date.parse(now) - Date.parse(publishedAt)) / 86_400_000))
      const isNewest = newest === null || !gt(`${lineOf(newest)}.0`, `${line}.0`)
      return { module, newest, line, tenants: mine.length, ageDays: Math.max(...days), isNewest }
    })
  })
  const excesses = modules.flatMap((module): SkewExcess[] => {
    const mine = lines.filter((line) => line.module === module)
    const many: SkewExcess[] = budget.maxLiveLines !== null && mine.length > budget.maxLiveLines ? [{ kind: 'lines', module, live: mine.length, limit: budget.maxLiveLines }] : []
    const limit = budget.maxAgeDays
    return [...many, ...mine.flatMap(({ line, ageDays, isNewest, tenants: count }): SkewExcess[] => (limit !== null && !isNewest && ageDays > limit ? [{ kind: 'age', module, line, ageDays, limit, tenants: count }] : []))]
  })
  return { lines, excesses }
}

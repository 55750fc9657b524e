import type { ResolvableVersion, ResolveQuestion } from '@tenon/resolver'
import { compare, maxSatisfying, Range, SemVer } from 'semver'

/** One chosen version per module, as `module@version`. */
export type ChooseByHand = (question: ResolveQuestion) => readonly string[]

/** The loop that people write: `maxSatisfying` over the version numbers, and never below what runs. */
export function overTexts(catalog: readonly ResolvableVersion[]): ChooseByHand {
  const versions = numbersByModule(catalog)
  return (question) => eachModule(question, (module, range) => maxSatisfying(versions.get(module) ?? [], range))
}

/** The same with everything parsed beforehand, newest first, and ranges parsed once: as fast as that function gets. */
export function overParsed(catalog: readonly ResolvableVersion[]): ChooseByHand {
  const versions = new Map([...numbersByModule(catalog)].map(([module, numbers]) => [module, numbers.map((number) => new SemVer(number)).toSorted((a, b) => b.compare(a))]))
  const ranges = new Map<string, Range>()
  return (question) => eachModule(question, (module, text) => {
    const range = ranges.get(text) ?? new Range(text)
    ranges.set(text, range)
    return maxSatisfying(versions.get(module) ?? [], range)?.version ?? null
  })
}

/** The same with its answers remembered by module and range: no longer a loop, and all that is left is to look them up. */
export function overRemembered(catalog: readonly ResolvableVersion[]): ChooseByHand {
  const versions = new Map([...numbersByModule(catalog)].map(([module, numbers]) => [module, numbers.map((number) => new SemVer(number)).toSorted((a, b) => b.compare(a))]))
  const answers = new Map<string, string | null>()
  return (question) => eachModule(question, (module, text) => {
    const key = `${module} ${text}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = maxSatisfying(versions.get(module) ?? [], new Range(text))?.version ?? null
    answers.set(key, answer)
    return answer
  })
}

/** What no host of this field can run is left out beforehand: the loop has no rule for it. */
function numbersByModule(catalog: readonly ResolvableVersion[]): ReadonlyMap<string, readonly string[]> {
  const fitting = catalog.filter(({ manifest }) => manifest.hostRange === '^1.0.0')
  return new Map([...Map.groupBy(fitting, ({ module }) => module)].map(([module, versions]) => [module, versions.map(({ version }) => version)]))
}

function eachModule({ locked, targets }: ResolveQuestion, highest: (module: string, range: string) => string | null): readonly string[] {
  return locked.map(({ module, version }) => {
    const range = targets[module]
    const found = range === undefined ? null : highest(module, range)
    return `${module}@${found === null || compare(found, version) < 0 ? version : found}`
  })
}

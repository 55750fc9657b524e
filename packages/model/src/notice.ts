/** What an operator said of a version, whatever its source says. `restore` takes back what was said before. */
export type NoticeChange = 'deprecate' | 'yank' | 'restore'

/** One such statement. They are kept for good; the last one counts. */
export interface VersionNotice {
  readonly packageName: string
  readonly version: string
  readonly change: NoticeChange
  readonly actor: string
  readonly reason: string
  /** ISO 8601 instant. */
  readonly createdAt: string
}

/** How bad the flaw behind an advisory is. */
export type Severity = 'low' | 'moderate' | 'high' | 'critical'

/** A known flaw in a range of versions. It is never edited; it can be withdrawn. */
export interface Advisory {
  readonly id: string
  readonly module: string
  /** semver range of the versions with the flaw; prereleases count. */
  readonly range: string
  readonly severity: Severity
  readonly title: string
  /** First version without the flaw, or null when there is none yet. */
  readonly fixedIn: string | null
  readonly url: string | null
  readonly actor: string
  readonly createdAt: string
  /** Null while it holds. */
  readonly withdrawn: { readonly actor: string; readonly reason: string; readonly at: string } | null
}

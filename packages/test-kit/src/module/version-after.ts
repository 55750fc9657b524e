/** Below zero when `a` is the lower version. Prereleases stand before their release, which is all that is asked of them here. */
export function compareVersions(a: string, b: string): number {
  const [[aCore = '', aPre], [bCore = '', bPre]] = [a.split('-', 2), b.split('-', 2)]
  if (aCore !== bCore) return aCore.localeCompare(bCore, 'en', { numeric: true })
  if (aPre === undefined || bPre === undefined) return Number(aPre === undefined) - Number(bPre === undefined)
  return aPre.localeCompare(bPre, 'en', { numeric: true })
}

/** The patch after the highest of these versions: what a working copy is called whose own version is released already. */
export function versionAfter(versions: readonly string[]): string {
  const highest = versions.toSorted(compareVersions).at(-1) ?? '0.0.0'
  const [major = '0', minor = '0', patch = '0'] = (highest.split('-', 1)[0] ?? '').split('.')
  return highest.includes('-') ? `${major}.${minor}.${patch}` : `${major}.${minor}.${Number(patch) + 1}`
}

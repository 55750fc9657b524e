/**
 * What a development build is called: the patch after the version in package.json, as a prerelease that counts up. It
 * stands above what is released and below what comes next, and no range means it that does not name it.
 * @param packageVersion - `1.4.0`; a prerelease of its own is left out
 * @param taken - every version that the package has had
 */
export function developmentVersion(packageVersion: string, taken: readonly string[]): string {
  const [core = '0.0.0'] = packageVersion.split(/[-+]/, 1)
  const [major = '0', minor = '0', patch = '0'] = core.split('.')
  const base = `${major}.${minor}.${Number(patch) + 1}-dev.`
  const numbers = taken.filter((version) => version.startsWith(base)).map((version) => Number(version.slice(base.length)))
  return `${base}${Math.max(0, ...numbers) + 1}`
}

/** Whether a version is a development build. */
export function isDevelopmentVersion(version: string): boolean {
  return /-dev\.\d+$/.test(version)
}

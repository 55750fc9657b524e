import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { exitCodeOf, isTenonError } from '@tenon/model'
import { releaseErrors } from './errors.ts'
import { releaseModule } from './release-module.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')

try {
  const [packageFolder] = process.argv.slice(2)
  if (packageFolder === undefined) throw releaseErrors.RELEASE_USAGE({})
  const release = await releaseModule({
    packageDirectory: resolve(root, packageFolder),
    releasesDirectory: join(root, 'releases'),
    machinePaths: [root, homedir()],
  })
  process.stdout.write(`${release.packageName} ${release.version}: releases/${release.file} ${release.integrity}\n`)
} catch (error) {
  if (!isTenonError(error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = exitCodeOf[error.problem.category]
}

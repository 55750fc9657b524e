import type { ControlPlane } from '@tenon/host/client'
import { isTenonError } from '@tenon/model'
import type { Manifest } from '@tenon/model'
import { generateModule } from '@tenon/module-sdk/build'
import { buildDevelopmentVersion, readPackage } from './build-development-version.ts'
import { developmentErrors } from './development-errors.ts'
import { offerBuild, readOffered } from './development-releases.ts'
import { developmentVersion, isDevelopmentVersion } from './development-version.ts'
import { openModuleBundler } from './module-bundler.ts'
import type { ModuleChange } from './watch-module.ts'

/** What a loop works on. */
export interface DevelopmentLoopOptions {
  /** Absolute folder of the module. */
  readonly directory: string
  /** Where the host looks for development builds. */
  readonly builds: string
  readonly tenantId: string
  readonly control: ControlPlane
  /** For messages. */
  readonly host: string
  readonly actor: string
  /** Says one thing to the author. */
  readonly tell: (text: string) => void
  /** Milliseconds, rising. */
  readonly elapsed: () => number
  /** The Node that runs Prisma, and what it sees. */
  readonly node: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** A module that is served to one tenant as it stands in its folder. */
export interface DevelopmentLoop {
  /** Builds and serves what stands there now. Never rejects because of the author's code: then it says why, and the last good build goes on. @returns whether it serves now */
  reload(change: ModuleChange): Promise<boolean>
  /** Takes the tenant back to what it ran before. */
  stop(): Promise<void>
}

/**
 * Opens a loop. The tenant is created when the host has none of that name. Calls of `reload` have to wait for each other.
 * @throws MODULE_DIRECTORY_UNUSABLE, HOST_UNREACHABLE
 */
export async function openDevelopmentLoop(options: DevelopmentLoopOptions): Promise<DevelopmentLoop> {
  const { directory, tell, elapsed } = options
  const { name: packageName } = await readPackage(directory).catch((error: NodeJS.ErrnoException) => {
    throw developmentErrors.MODULE_DIRECTORY_UNUSABLE({ directory, reason: error.code === 'ENOENT' ? 'it has no package.json' : error.message }, { cause: error })
  })
  await wantTenant(options)
  const bundler = await openModuleBundler(directory)
  let served: Manifest | null = null
  let home: string | null = null

  async function serve(change: ModuleChange): Promise<string> {
    const startedAt = elapsed()
    if (change === 'schema') await generateModule({ directory, node: options.node, environment: options.environment })
    const version = await nextVersion(options, packageName)
    const build = await buildDevelopmentVersion({ directory, version, bundler })
    const { name: module } = build.manifest
    if (served === null) home = await versionBefore(options, module)
    await refuseEdited(options, build.manifest)
    await offerBuild(options.builds, build)
    await wantOffered(options, build.manifest)
    await move(options, { kind: 'move', tenantId: options.tenantId, targets: { [module]: version } })
    served = build.manifest
    return `${options.tenantId}   ${module} ${version}   ${Math.round(elapsed() - startedAt)} ms`
  }

  return {
    async reload(change) {
      try {
        tell(await serve(change))
        return true
      } catch (error) {
        if (!isTenonError(error)) throw error
        tell(`${error.message}\n${error.problem.next}${served === null ? '' : `\n${served.version} goes on.`}`)
        return false
      }
    },
    async stop() {
      await bundler.close()
      if (served === null) return
      if (home === null) return tell(`${options.tenantId} had no ${served.name} before: it stays on ${served.version}, and its data too.`)
      await move(options, { kind: 'roll-back', tenantId: options.tenantId, module: served.name, to: home })
      tell(`${options.tenantId}   ${served.name} ${served.version} -> ${home}, as before`)
    },
  }
}

async function wantTenant({ control, tenantId, tell }: DevelopmentLoopOptions): Promise<void> {
  const tenants = await control.listTenants()
  if (tenants.some(({ id }) => id === tenantId)) return
  const organizationId = 'development'
  const organizations = await control.listOrganizations()
  if (!organizations.some(({ id }) => id === organizationId)) await control.createOrganization({ id: organizationId, name: 'Development' })
  await control.createTenant({ id: tenantId, name: tenantId, organizationId })
  tell(`${tenantId} is a new tenant, of the organization ${organizationId}.`)
}

/** A number that neither this directory nor the host has seen: one build is never two versions, nor one version two builds. */
async function nextVersion({ directory, builds, control }: DevelopmentLoopOptions, packageName: string): Promise<string> {
  const { version } = await readPackage(directory)
  const known = (await control.listModules()).find((module) => module.packageName === packageName)?.versions ?? []
  const offered = (await readOffered(builds)).filter((entry) => entry.packageName === packageName)
  return developmentVersion(version, [...known, ...offered].map((each) => each.version))
}

/** What the tenant ran last that was no development build: an earlier loop may have been killed. */
async function versionBefore({ control, tenantId }: DevelopmentLoopOptions, module: string): Promise<string | null> {
  const history = await control.history(tenantId)
  const versions = history.map(({ entries }) => entries.find((entry) => entry.module === module)?.version ?? null)
  return versions.find((version) => version === null || !isDevelopmentVersion(version)) ?? null
}

/** What ran for the tenant cannot be other SQL now. Said before anything is offered, with what to do in the author's words. */
async function refuseEdited({ control, tenantId }: DevelopmentLoopOptions, { name, migrations }: Manifest): Promise<void> {
  const running = (await control.getLock(tenantId)).entries.find(({ module }) => module === name)
  if (running === undefined) return
  const { manifest } = await control.getVersion(name, running.version)
  const edited = manifest.migrations.find((applied) => migrations.find(({ dataVersion }) => dataVersion === applied.dataVersion)?.checksum !== applied.checksum)
  if (edited !== undefined) throw developmentErrors.APPLIED_MIGRATION_EDITED({ tenant: tenantId, migration: edited.name })
}

async function wantOffered({ control, host }: DevelopmentLoopOptions, { name, packageName, version }: Manifest): Promise<void> {
  const { refused } = await control.refreshCatalog()
  const refusal = refused.find((each) => each.packageName === packageName && each.version === version)
  if (refusal !== undefined) throw developmentErrors.DEVELOPMENT_BUILD_REFUSED({ host, version, reason: refusal.reason })
  const known = (await control.listModules()).some((module) => module.name === name && module.versions.some((each) => each.version === version))
  if (!known) throw developmentErrors.DEVELOPMENT_BUILD_REFUSED({ host, version, reason: 'it looks elsewhere, or for none' })
}

async function move({ control, actor }: DevelopmentLoopOptions, request: Parameters<ControlPlane['plan']>[0]): Promise<void> {
  const why = { actor, reason: 'development' }
  const plan = await control.plan(request, why)
  const { problem } = await control.apply(plan.id, why)
  if (problem !== null) throw developmentErrors.DEVELOPMENT_MOVE_FAILED({ title: problem.title, advice: problem.next })
}

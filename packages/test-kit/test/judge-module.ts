import { openTestModule } from '../src/module/open-test-module.ts'
import type { TestModule } from '../src/module/test-module.ts'
import { checkLeaks } from '../src/suite/checks/check-leaks.ts'
import { checkManifest } from '../src/suite/checks/check-manifest.ts'
import { checkMigrations } from '../src/suite/checks/check-migrations.ts'
import { checkPermissions } from '../src/suite/checks/check-permissions.ts'
import { checkSettings } from '../src/suite/checks/check-settings.ts'
import type { ModuleFinding } from '../src/suite/module-finding.ts'
import { prepareTenants } from '../src/suite/prepare-tenants.ts'
import { writeModule } from './write-module.ts'
import type { WriteModuleOptions } from './write-module.ts'

/** Writes the good module with some changes into a directory, and returns every finding of every check of what it says and of its routes. */
export async function judgeModule(directory: string, options: WriteModuleOptions): Promise<readonly ModuleFinding[]> {
  await writeModule(directory, options)
  const module = await openTestModule({ directory })
  try {
    return await judge(module, directory)
  } finally {
    await module.close()
  }
}

async function judge(module: TestModule, directory: string): Promise<readonly ModuleFinding[]> {
  const told = [...await checkManifest(module), ...checkSettings(module.matrix.workingCopy.manifest), ...await checkMigrations(directory)]
  // No tenant can have it.
  if (told.some(({ code }) => code === 'MANIFEST_REFUSED' || code === 'SETTING_DEFAULT_REFUSED')) return told
  const tenants = await prepareTenants(module, { rows: 6, seed: 1 })
  return [...told, ...await checkPermissions(module, { tenantId: 'acme', operations: tenants.operations, seed: 1 }), ...await checkLeaks(module, { ...tenants, requests: 6, seed: 1 })]
}

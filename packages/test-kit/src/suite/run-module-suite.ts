import { afterAll, beforeAll, describe, it } from 'vitest'
import { boundaryChoice } from '../choose-boundaries.ts'
import { testKitErrors } from '../errors.ts'
import { openTestModule } from '../module/open-test-module.ts'
import { pathOf, readMatrix } from '../module/read-matrix.ts'
import type { TestModule } from '../module/test-module.ts'
import { checkLeaks } from './checks/check-leaks.ts'
import { checkManifest } from './checks/check-manifest.ts'
import { checkMigrations } from './checks/check-migrations.ts'
import { checkPermissions } from './checks/check-permissions.ts'
import { checkSettings } from './checks/check-settings.ts'
import type { ModuleFinding } from './module-finding.ts'
import { isMainWay, walksOf, walkTitle } from './module-matrix.ts'
import type { ModuleSuiteOptions } from './module-suite-options.ts'
import { prepareTenants } from './prepare-tenants.ts'
import type { PreparedTenants } from './prepare-tenants.ts'
import { checkWalk } from './walk/check-walk.ts'

/** Of the ways that are no main ways, one in so many has its turn. */
const turnsOf = 3

/**
 * Registers the conformance suite of a module with vitest: what it says of itself, its settings, its migrations, every edge between
 * its versions, its routes without permission, and its routes with what belongs to another tenant. Call it in a `*.pg.test.ts` file.
 * Each test fails with findings that say what to do.
 *
 * @example
 * runModuleSuite({ directory: new URL('..', import.meta.url) })
 * @throws MODULE_NOT_BUILT while vitest collects the tests
 */
export function runModuleSuite(options: ModuleSuiteOptions): void {
  const matrix = readMatrix(options)
  const { timeoutMs = 120_000, seed = 1, rows = 8, requests = 6, boundaries = boundaryChoice(undefined) } = options
  const derived = Object.keys(options.derived ?? {})
  describe(`the module ${matrix.name}`, { timeout: timeoutMs }, () => {
    let module: TestModule
    beforeAll(async () => { module = await openTestModule(options) }, timeoutMs)
    afterAll(() => module.close())
    const check = (title: string, find: () => readonly ModuleFinding[] | Promise<readonly ModuleFinding[]>) => it(title, async () => { assertConforming(title, await find()) })

    check('says of itself what its code does', () => checkManifest(module))
    check('has settings that a form can be made from, and whose defaults hold', () => checkSettings(matrix.workingCopy.manifest))
    check('has migrations that do what their phase says, and lead back', () => checkMigrations(pathOf(options.directory)))

    describe(`crashed at ${boundaries === 'all' ? 'every step' : `the steps of seed ${boundaries}`}, with rows of seed ${seed}, loses nothing on its way`, () => {
      const turns = walksOf(matrix).filter((walk, index) => isMainWay(walk, matrix) || boundaries === 'all' || index % turnsOf === boundaries % turnsOf)
      for (const walk of turns) check(walkTitle(walk), () => checkWalk(module, walk, { rows, seed, boundaries, derived }))
    })

    describe(`with tenants that have rows (seed ${seed})`, () => {
      let tenants: PreparedTenants
      beforeAll(async () => { tenants = await prepareTenants(module, { rows, seed, derived, seedTenant: options.seedTenant }) }, timeoutMs)
      check('does nothing for a caller without the permission of its route', () => checkPermissions(module, { tenantId: tenants.tenantIds[0], operations: tenants.operations, seed }))
      check('shows no tenant what belongs to another', () => checkLeaks(module, { ...tenants, requests, seed, unreached: options.unreached }))
    })
  })
}

function assertConforming(check: string, findings: readonly ModuleFinding[]): void {
  if (findings.length > 0) throw testKitErrors.MODULE_NOT_CONFORMING({ check, findings })
}

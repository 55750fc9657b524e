import { join } from 'node:path'
import { context, formatMessages } from 'esbuild'
import type { BuildFailure } from 'esbuild'
import { developmentErrors } from './development-errors.ts'

/** Bundles a module again and again; what did not change is not read again. */
export interface ModuleBundler {
  /** The bundle of `src/module.ts` as text. @throws BUILD_FAILED with every place that does not compile */
  bundle(): Promise<string>
  close(): Promise<void>
}

/** What the host supplies, as in a release: one SDK and one Prisma runtime for all versions. */
const external = ['@tenon/module-sdk', '@tenon/module-sdk/*', '@prisma/client', '@prisma/client/*']

/** A bundler for the module in a folder. */
export async function openModuleBundler(directory: string): Promise<ModuleBundler> {
  const builder = await context({
    absWorkingDir: directory, entryPoints: [join('src', 'module.ts')], bundle: true, write: false, format: 'esm', platform: 'node', target: 'node22', external, logLevel: 'silent',
  })
  return {
    async bundle() {
      const { outputFiles } = await builder.rebuild().catch(async (error: unknown) => { throw await failureOf(error) })
      return outputFiles[0]?.text ?? ''
    },
    close: () => builder.dispose(),
  }
}

async function failureOf(error: unknown): Promise<unknown> {
  if (typeof error !== 'object' || error === null || !('errors' in error)) return error
  const lines = await formatMessages([...(error as BuildFailure).errors], { kind: 'error', color: false })
  return developmentErrors.BUILD_FAILED({ output: lines.join('').trim() }, { cause: error })
}

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { buildErrors } from './build-errors.ts'

/** Where a module is built, and with what. */
export interface ModuleWorkplace {
  /** Absolute directory of the module's package. */
  readonly directory: string
  /** The Node that runs tools. */
  readonly node: string
  /** Variables that tools see. */
  readonly environment: NodeJS.ProcessEnv
}

/** The file of a tool as the module itself would find it: its author chooses the version. @throws BUILD_TOOL_MISSING */
export function toolOf({ directory }: Pick<ModuleWorkplace, 'directory'>, specifier: string): string {
  try {
    return createRequire(join(directory, 'package.json')).resolve(specifier)
  } catch (cause) {
    throw buildErrors.BUILD_TOOL_MISSING({ tool: packageOf(specifier), directory }, { cause })
  }
}

function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

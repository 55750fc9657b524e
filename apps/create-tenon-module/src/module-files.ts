import { generatorErrors } from './generator-errors.ts'
import type { ModuleFile } from './module-file.ts'
import { moduleWords } from './module-words.ts'
import type { ModuleWordsOptions } from './module-words.ts'
import { jsonText, ownFiles } from './own-files.ts'
import { packageJsonOf } from './package-json-of.ts'
import type { PackageJsonOptions } from './package-json-of.ts'
import { renameTemplate } from './rename-template.ts'

/** What to generate. */
export interface ModuleFilesOptions extends ModuleWordsOptions, Pick<PackageJsonOptions, 'place'> {
  /** Default: `@tenon/<name>` in the workspace, `tenon-<name>` on its own. */
  readonly packageName?: string
  /** The module that the new one is modelled on; `readTemplate` reads it. */
  readonly template: readonly ModuleFile[]
}

/** A module as files. */
export interface GeneratedModule {
  readonly name: string
  readonly packageName: string
  /** Paths from the module's folder. */
  readonly files: readonly ModuleFile[]
  /** The text of its first changeset. */
  readonly changeset: string
}

const packagePattern = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/

/**
 * A module that builds, lints, type-checks and passes its tests and the conformance suite as it stands. Pure: the same
 * options give the same files.
 * @throws MODULE_NAME_INVALID, MODULE_NAME_RESERVED, NOUN_INVALID, PACKAGE_NAME_INVALID
 */
export function moduleFiles({ template, place, packageName: wanted, ...names }: ModuleFilesOptions): GeneratedModule {
  const words = moduleWords(names)
  const packageName = wanted ?? (place === 'workspace' ? `@tenon/${words.name}` : `tenon-${words.name}`)
  if (!packagePattern.test(packageName)) throw generatorErrors.PACKAGE_NAME_INVALID({ packageName })
  const renamed = renameTemplate(template, words, packageName)
  const description = `${words.title}: ${words.nouns}, as a module of a Tenon host.`
  const files = [
    { path: 'package.json', text: jsonText(packageJsonOf({ packageName, description, place })) },
    ...(place === 'workspace' ? [workspaceCompiler] : ownFiles),
    ...renamed.filter(({ path }) => path !== 'changeset.md'),
  ]
  return { name: words.name, packageName, files, changeset: renamed.find(({ path }) => path === 'changeset.md')?.text ?? '' }
}

const workspaceCompiler: ModuleFile = { path: 'tsconfig.json', text: '{\n  "extends": "../../../tsconfig.base.json",\n  "include": ["src/**/*.ts", "test/**/*.ts", "*.ts"]\n}\n' }

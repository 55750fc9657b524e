import { generatorErrors, moduleFiles, readTemplate } from 'create-tenon-module'
import type { ModuleWordsOptions } from 'create-tenon-module'
import type { WorkspaceTree } from './workspace-tree.ts'

/** What `nx g @tenon/nx-plugin:module` takes. */
export interface GenerateModuleOptions extends ModuleWordsOptions {
  /** Default `@tenon/<name>`. */
  readonly packageName?: string
}

/**
 * Writes a module into `packages/modules/<name>` and its first changeset. Its tag and targets stand in its
 * package.json, where Nx, the layers and the release tools look for them.
 * @returns what Nx runs once the files are written: it says what comes next
 * @throws the errors of `moduleFiles`, MODULE_EXISTS; nothing is written then
 */
export async function generateModule(tree: WorkspaceTree, { name, noun, packageName }: GenerateModuleOptions): Promise<() => void> {
  const module = moduleFiles({ name, place: 'workspace', template: await readTemplate(), ...(noun !== undefined && { noun }), ...(packageName !== undefined && { packageName }) })
  const directory = `packages/modules/${module.name}`
  if (tree.exists(directory)) throw generatorErrors.MODULE_EXISTS({ directory })
  for (const { path, text } of module.files) tree.write(`${directory}/${path}`, text)
  tree.write(`.changeset/${module.name}-first-version.md`, module.changeset)
  return () => void process.stdout.write(`\n${module.packageName} stands in ${directory}. Next:\n  npm install\n  npx tenon dev --module ${directory} --tenant acme\n`)
}

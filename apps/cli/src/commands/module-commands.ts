import type { CatalogRefresh } from '@tenon/registry'
import { renderModules, renderVersions } from '../render/render-catalog.ts'
import { plural } from '../render/words.ts'
import type { Report } from '../report.ts'
import type { RegisterCommands } from './register.ts'

/** `module`. */
export const registerModuleCommands: RegisterCommands = (program, handle) => {
  const module = program.command('module').description('modules and their published versions')
  handle(
    module.command('list').description('list modules, their versions, and how many tenants run each'),
    async ({ control }) => renderModules(await control.listModules()),
  )
  handle<[string]>(
    module.command('show').description('show the versions of a module, newest first, or one of them').argument('<module>', 'name, or name@version'),
    async ({ control }, { args: [text] }) => {
      const [name = text, version] = text.split('@')
      return renderVersions(version === undefined ? await control.listVersions(name) : [await control.getVersion(name, version)])
    },
  )
  handle(
    module.command('refresh').description('read the artifact sources again; moves no tenant'),
    async ({ control }) => renderRefresh(await control.refreshCatalog()),
  )
}

function renderRefresh(refresh: CatalogRefresh): Report {
  const { versions, known, changed } = refresh
  const news = [...(versions.length === 0 ? [] : [`${versions.length} read now`]), ...(changed === 0 ? [] : [`${changed} changed`])]
  const summary = [`${plural(versions.length + known, 'version')} in the catalog`, ...news].join(', ')
  const refused = refresh.refused.map((it) => `refused  ${it.packageName}@${it.version}  ${it.code}  ${it.reason}`)
  return { json: refresh, lines: [summary, ...refused], page: (paint) => [summary, ...refused.map((line) => `  ${paint.yellow(line)}`)].join('\n') }
}

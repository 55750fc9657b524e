import type { Channel } from '@tenon/model'
import type { CatalogRefresh } from '@tenon/registry'
import { Argument } from 'commander'
import { renderModules, renderVersions } from '../render/render-catalog.ts'
import { renderPromoted } from '../render/render-channels.ts'
import { plural } from '../render/words.ts'
import type { Report } from '../report.ts'
import { channelChoices } from './channel-commands.ts'
import { parseModuleSpec } from './module-spec.ts'
import type { RegisterCommands } from './register.ts'
import { actorOf } from './session.ts'

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
  handle<[string, Channel], { readonly reason: string }>(
    module.command('promote').description('say who a version is meant for; moves no tenant')
      .argument('<module@version>', 'such as inventory@2.1.0').addArgument(new Argument('<channel>').choices(channelChoices))
      .requiredOption('--reason <reason>', 'why; recorded with it'),
    async (session, { args: [text, channel], options: { reason } }) => {
      const { module: name, range: version } = parseModuleSpec(text, 'tenon module promote')
      return renderPromoted(await session.control.promote({ module: name, version, channel, ...actorOf(session, reason) }))
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

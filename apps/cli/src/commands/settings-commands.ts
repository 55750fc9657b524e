import type { ControlPlane } from '@tenon/host/client'
import { cliErrors } from '../cli-errors.ts'
import { renderSettings } from '../render/render-directory.ts'
import { actorOf } from './session.ts'
import type { RegisterCommands } from './register.ts'

/** `settings`. */
export const registerSettingsCommands: RegisterCommands = (program, handle) => {
  const settings = program.command('settings').description("a module's settings for one tenant")
  handle<[string, string]>(
    settings.command('get').description('show the settings in force').argument('<tenant>').argument('<module>'),
    async ({ control }, { args: [tenantId, module] }) => {
      const [settings, defaults] = await Promise.all([control.readSettings(tenantId, module), defaultsOf(control, tenantId, module)])
      return renderSettings(settings, defaults)
    },
  )
  handle<[string, string, readonly string[]], { readonly reason: string }>(
    settings.command('set').description('change some settings; the others stay')
      .argument('<tenant>').argument('<module>').argument('<name=value...>', 'value as JSON, or text')
      .requiredOption('--reason <reason>', 'why; recorded in the history'),
    async (session, { args: [tenantId, module, pairs], options: { reason } }) => {
      const before = await session.control.readSettings(tenantId, module)
      const values = { ...before.values, ...Object.fromEntries(pairs.map(parsePair)) }
      return renderSettings(await session.control.writeSettings({ tenantId, module, values, ...actorOf(session, reason) }))
    },
  )
}

/** What the settings are where nobody set them, from the manifest of the version in force; none when it is not installed. */
async function defaultsOf(control: ControlPlane, tenantId: string, module: string): Promise<Readonly<Record<string, unknown>>> {
  const entry = (await control.getLock(tenantId)).entries.find((it) => it.module === module)
  if (entry === undefined) return {}
  const { settings } = (await control.getVersion(module, entry.version)).manifest
  const properties = Object.entries(settings['properties'] ?? {}) as [string, { readonly default?: unknown }][]
  return Object.fromEntries(properties.map(([name, property]) => [name, property.default]))
}

function parsePair(text: string): readonly [string, unknown] {
  const equals = text.indexOf('=')
  if (equals < 1) throw cliErrors.USAGE_WRONG({ message: `"${text}" is not name=value, such as allowNegativeStock=true`, command: 'tenon settings set' })
  return [text.slice(0, equals), jsonOrText(text.slice(equals + 1))]
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

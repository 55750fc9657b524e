import { createRequire } from 'node:module'
import NpmConfig from '@npmcli/config'
import { artifactErrors } from '../artifact-errors.ts'

/** npm's own settings, of which `@types/npmcli__config` knows nothing. */
const settings = createRequire(import.meta.url)('@npmcli/config/lib/definitions/index.js') as Required<Pick<NpmConfig.Options, 'definitions' | 'shorthands' | 'flatten'>>

/** Where npm's configuration is read from. */
export interface NpmConfiguration {
  /** Directory of the project whose `.npmrc` counts, found as npm finds it: the nearest one up that holds a package.json. */
  readonly directory: string
  /** Variables: `HOME` leads to the user's `.npmrc`, `npm_config_*` set what they name, `${NAME}` in a file is filled in from here. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Options of npm's clients: registries of scopes, access, proxies, certificates, retries. */
export type NpmClientOptions = Readonly<Record<string, unknown>>

const taken = [
  'registry', 'proxy', 'httpsProxy', 'noProxy', 'ca', 'cert', 'key', 'strictSSL', 'localAddress', 'maxSockets', 'cache', 'userAgent',
  'retry', 'timeout',
]

/** npm's own patience is made for installs at a desk: minutes. Where nobody says otherwise, a registry that does not answer must not keep a host from starting. Milliseconds. */
const patience = { timeout: 30_000, retry: { retries: 1, factor: 10, minTimeout: 1_000, maxTimeout: 5_000 } } as const

/** What npm's clients are given where there is no configuration. */
export const defaultNpmOptions: NpmClientOptions = patience

/**
 * Reads npm's configuration with npm's own reader, in its order: environment, project, user, global.
 * The environment is not changed.
 * @throws NPM_CONFIG_INVALID naming the setting, never its value
 */
export async function readNpmConfig({ directory, environment }: NpmConfiguration): Promise<NpmClientOptions> {
  const options = { ...settings, npmPath: directory, cwd: directory, env: definedOf(environment), argv: [], warn: false }
  // Frameworks widen the type of an environment with names of their own, which npm does not ask for.
  const config = new NpmConfig(options as unknown as NpmConfig.Options)
  try {
    await config.load()
    config.validate()
  } catch (error) {
    throw artifactErrors.NPM_CONFIG_INVALID({ reason: problemOf(error) })
  }
  const flat = Object.entries(config.flat).filter(([name, value]) => value !== null && (taken.includes(name) || /^(@.*:registry$|\/\/)/.test(name)))
  return { ...Object.fromEntries(flat), ...patienceOf(config) }
}

/** What somebody set, and our own patience for the rest. */
function patienceOf(config: NpmConfig): NpmClientOptions {
  const said = (name: string, otherwise: number) => (config.find(name) === 'default' ? otherwise : Number(config.get(name)))
  const { timeout, retry } = patience
  return {
    timeout: said('fetch-timeout', timeout),
    retry: {
      retries: said('fetch-retries', retry.retries), factor: said('fetch-retry-factor', retry.factor),
      minTimeout: said('fetch-retry-mintimeout', retry.minTimeout), maxTimeout: said('fetch-retry-maxtimeout', retry.maxTimeout),
    },
  }
}

function definedOf(environment: NpmConfiguration['environment']): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/** npm's messages about access name settings only; those of other failures may quote a line. */
function problemOf(error: unknown): string {
  const { code, problems = [] } = error as { readonly code?: string; readonly problems?: readonly (NpmConfig.Problem)[] }
  const named = problems.map((problem) => (problem.action === 'rename' ? `${problem.from} must be written ${problem.to}` : `${problem.key} is not allowed`))
  return named.length > 0 ? named.join(', ') : (code ?? 'it cannot be read')
}

import { readFile } from 'node:fs/promises'

/** Names of an `.npmrc` that the npm client takes under another name. */
const renamed: Readonly<Record<string, string>> = {
  proxy: 'proxy',
  'https-proxy': 'httpsProxy',
  noproxy: 'noProxy',
  'strict-ssl': 'strictSSL',
  ca: 'ca',
  cafile: 'cafile',
  registry: 'registry',
  'fetch-retries': 'fetchRetries',
  'fetch-timeout': 'timeout',
}

/** Options of the npm client: registries of scopes, access tokens by registry, proxies. */
export type NpmClientOptions = Readonly<Record<string, string | number | boolean>>

/**
 * Reads `.npmrc` files into options of the npm client; a later file wins. A missing file is an empty one.
 * `${NAME}` is replaced from `environment` and stays as it is when the name is not set, as npm does.
 */
export async function readNpmrc(files: readonly string[], environment: Readonly<Record<string, string | undefined>>): Promise<NpmClientOptions> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(missingAsEmpty)))
  return Object.fromEntries(texts.flatMap((text) => text.split(/\r?\n/).flatMap((line) => optionOf(line, environment))))
}

function optionOf(line: string, environment: Readonly<Record<string, string | undefined>>): readonly (readonly [string, string | number | boolean])[] {
  const match = /^\s*([^;#=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line)
  const [, key, raw] = match ?? []
  if (key === undefined || raw === undefined) return []
  const name = /^(@|\/\/)/.test(key) ? key : renamed[key]
  return name === undefined ? [] : [[name, valueOf(raw.replace(/^"(.*)"$/, '$1').replace(/\$\{([^}]+)\}/g, (whole, variable: string) => environment[variable] ?? whole))]]
}

function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^\d+$/.test(text) ? Number(text) : text
}

function missingAsEmpty(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw error
}

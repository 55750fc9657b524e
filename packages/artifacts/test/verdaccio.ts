import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PackedModule } from '@tenon/test-kit'
import { runServer } from 'verdaccio'

/** A real npm registry on loopback with its storage in a temporary directory. */
export interface LoopbackRegistry {
  readonly url: string
  publish(module: PackedModule): Promise<void>
  deprecate(module: PackedModule, words: string): Promise<void>
  stop(): Promise<void>
}

/** Starts verdaccio on a free port. It has no uplink: what is not published to it does not exist. */
export async function startVerdaccio(): Promise<LoopbackRegistry> {
  const storage = await mkdtemp(join(tmpdir(), 'tenon-verdaccio-'))
  const config = {
    self_path: join(storage, 'config.yaml'),
    storage,
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$anonymous', unpublish: '$anonymous' } },
    auth: { htpasswd: { file: join(storage, 'htpasswd'), max_users: -1 } },
    log: { type: 'stdout', level: 'fatal' },
    security: { api: { legacy: true } },
  }
  const server = await runServer(config as never) as Server
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    publish: (module) => put(url, module.packageName, publication(url, module)),
    deprecate: (module, words) => deprecate(url, module, words),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(storage, { recursive: true, force: true })
    },
  }
}

/** What `npm publish` sends: the manifest with its dist, and the tarball in base64. */
function publication(url: string, { packageName, version, integrity, tarball }: PackedModule): unknown {
  const file = `${packageName}-${version}.tgz`
  const dist = { integrity, tarball: new URL(`${packageName}/-/${file}`, url).href }
  return {
    _id: packageName,
    name: packageName,
    'dist-tags': { latest: version },
    versions: { [version]: { name: packageName, version, _id: `${packageName}@${version}`, dist } },
    _attachments: { [file]: { content_type: 'application/octet-stream', data: Buffer.from(tarball).toString('base64'), length: tarball.length } },
  }
}

async function deprecate(url: string, { packageName, version }: PackedModule, words: string): Promise<void> {
  const response = await fetch(new URL(`${packageName.replace('/', '%2f')}?write=true`, url))
  const packument = await response.json() as { versions: Record<string, { deprecated?: string }> }
  const entry = packument.versions[version]
  if (entry !== undefined) entry.deprecated = words
  await put(url, packageName, { ...packument, _attachments: {} })
}

async function put(url: string, packageName: string, body: unknown): Promise<void> {
  const response = await fetch(new URL(packageName.replace('/', '%2f'), url), { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!response.ok) throw new TypeError(`the registry answered ${response.status}: ${await response.text()}`)
}

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runServer } from 'verdaccio'

const run = promisify(execFile)

/** A real npm registry on the loopback address, empty at first, gone with `close`. */
export interface NpmRegistry {
  readonly url: string
  /** Publishes packed tarballs with npm itself, in the given order. */
  publish(tarballs: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** Starts verdaccio without uplinks on an ephemeral port, with its storage in a temporary directory. */
export async function startNpmRegistry(): Promise<NpmRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-npm-registry-'))
  const server = (await runServer(configuration(directory))) as Server
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/`
  return {
    url,
    publish: async (tarballs) => {
      for (const tarball of tarballs) await publishOne(tarball, url, directory)
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function configuration(directory: string): Parameters<typeof runServer>[0] {
  const configFile = join(directory, 'config.yaml')
  const anyone = { access: ['$all'], publish: ['$all'], unpublish: ['$all'] }
  return {
    configPath: configFile,
    self_path: configFile,
    storage: join(directory, 'storage'),
    uplinks: {},
    auth: { htpasswd: { file: join(directory, 'htpasswd') } },
    packages: { '**': anyone },
    log: { type: 'stdout', format: 'json', level: 'fatal' },
  } as unknown as Parameters<typeof runServer>[0]
}

/** npm insists on some token, though this registry lets anyone publish. */
async function publishOne(tarball: string, url: string, directory: string): Promise<void> {
  const host = new URL(url).host
  await run('npm', ['publish', tarball, '--registry', url, `--//${host}/:_authToken=loopback`, '--access', 'public', '--cache', join(directory, 'cache'), '--ignore-scripts'], { cwd: directory })
}

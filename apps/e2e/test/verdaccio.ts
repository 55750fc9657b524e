import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { runServer } from 'verdaccio'

/** A real npm registry on loopback. */
export interface LoopbackRegistry {
  readonly url: string
  /** `npm publish` of a packed tarball, with the npm client of this machine. */
  publish(tarball: string): Promise<void>
  stop(): Promise<void>
}

/** Starts verdaccio on a free port, without uplinks, its storage in a temporary directory. */
export async function startVerdaccio(): Promise<LoopbackRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-verdaccio-'))
  const server = await runServer(configOf(directory) as never) as Server
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const npmrc = join(directory, 'npmrc')
  await writeFile(npmrc, `registry=http://${host}/\n//${host}/:_authToken=anyone\n`)
  return {
    url: `http://${host}/`,
    publish: (tarball) => npmPublish(directory, npmrc, tarball),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function configOf(directory: string) {
  return {
    self_path: join(directory, 'config.yaml'),
    storage: join(directory, 'storage'),
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$all', unpublish: '$all' } },
    auth: { htpasswd: { file: join(directory, 'htpasswd'), max_users: -1 } },
    log: { type: 'stdout', level: 'fatal' },
  }
}

async function npmPublish(directory: string, npmrc: string, tarball: string): Promise<void> {
  const options = ['publish', tarball, '--userconfig', npmrc, '--cache', join(directory, 'cache'), '--loglevel', 'error', '--no-provenance', '--tag', 'latest']
  const npm = spawn('npm', options, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, npm_config_update_notifier: 'false' } })
  const [[code], errors] = await Promise.all([once(npm, 'exit') as Promise<[number | null]>, text(npm.stderr)])
  if (code !== 0) throw new TypeError(`npm publish ended with ${code}: ${errors}`)
}

import { join } from 'node:path'
import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import { cliErrors } from '../cli-errors.ts'

interface DevOptions {
  readonly port?: string
  readonly demo?: true
  readonly module?: string
  readonly tenant?: string
}

/** A module to serve to a tenant while somebody works on it. */
export interface DevelopModule {
  readonly module: string
  readonly tenantId: string
}

/** Starts a host with these variables set beside the environment, or serves a module with one. */
export interface StartDevelopment {
  readonly environment: Readonly<Record<string, string>>
  readonly develop: DevelopModule | null
}

/** What `dev` does once it is parsed. */
export type StartHost = (start: StartDevelopment) => Promise<void>

/** `dev`. The one command that needs no control plane: it starts one. */
export function registerDevCommand(program: Command, startHost: StartHost, env: Readonly<Record<string, string | undefined>> = {}): void {
  program.command('dev').description('start a host in the foreground, with a database of its own under .tenon when DATABASE_URL is not set; or serve a module as you write it')
    .option('--port <port>', 'where it listens (default: PORT, else 4000)', parsePort)
    .option('--demo', 'load twelve tenants with stock into an empty database')
    .option('--module <directory>', 'serve the module in this folder to one tenant, again at each change; Ctrl-C takes the tenant back. Uses the host that answers, else starts one')
    .option('--tenant <tenant>', 'the tenant that --module is for; made when there is none')
    .action(({ port, demo, module, tenant }: DevOptions) => {
      const builds = env['TENON_DEV_BUILDS'] ?? join(env['TENON_HOME'] ?? '.tenon', 'dev')
      const environment = { TENON_DEV_BUILDS: builds, ...(port !== undefined && { PORT: port }), ...(demo === true && { TENON_DEMO: 'on' }) }
      return startHost({ environment, develop: developOf(module, tenant) })
    })
}

function developOf(module: string | undefined, tenant: string | undefined): DevelopModule | null {
  if (module === undefined && tenant === undefined) return null
  if (module !== undefined && tenant !== undefined) return { module, tenantId: tenant }
  throw cliErrors.USAGE_WRONG({ message: '--module and --tenant belong together: which module, served to whom', command: 'tenon dev' })
}

function parsePort(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return text
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}

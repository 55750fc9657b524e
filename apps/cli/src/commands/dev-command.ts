import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'

interface DevOptions {
  readonly port?: string
  readonly demo?: true
}

/** Starts a host with these variables set beside the environment. */
export type StartHost = (environment: Readonly<Record<string, string>>) => Promise<void>

/** `dev`. The one command that needs no control plane: it starts one. */
export function registerDevCommand(program: Command, startHost: StartHost): void {
  program.command('dev').description('start a host in the foreground, with a database of its own under .tenon when DATABASE_URL is not set')
    .option('--port <port>', 'where it listens (default: PORT, else 4000)', parsePort)
    .option('--demo', 'load twelve tenants with stock into an empty database')
    .action(({ port, demo }: DevOptions) => startHost({ ...(port !== undefined && { PORT: port }), ...(demo === true && { TENON_DEMO: 'on' }) }))
}

function parsePort(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return text
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}

import { Command } from 'commander'
import { registerChannelCommands } from './commands/channel-commands.ts'
import { registerDesiredCommands } from './commands/desired-commands.ts'
import { registerApprovalCommands } from './commands/approval-commands.ts'
import { registerDevCommand } from './commands/dev-command.ts'
import type { StartHost } from './commands/dev-command.ts'
import { registerDirectoryCommands } from './commands/directory-commands.ts'
import { registerDoctorCommand } from './commands/doctor-command.ts'
import { registerGrantCommands } from './commands/grant-commands.ts'
import { registerEventCommands } from './commands/event-commands.ts'
import { registerHostCommands } from './commands/host-commands.ts'
import { registerMigrationCommands } from './commands/migration-commands.ts'
import { registerModuleCommands } from './commands/module-commands.ts'
import { registerPinCommands } from './commands/pin-commands.ts'
import { registerPlanCommands } from './commands/plan-commands.ts'
import { registerQueueCommands } from './commands/queue-commands.ts'
import { registerRehearsalCommands } from './commands/rehearsal-commands.ts'
import { registerSettingsCommands } from './commands/settings-commands.ts'
import { registerSnapshotCommands } from './commands/snapshot-commands.ts'
import { registerSupplyCommands } from './commands/supply-commands.ts'
import { registerStatusCommands } from './commands/status-commands.ts'
import { registerVersionCommands } from './commands/version-commands.ts'
import type { HandleCommand, RegisterCommands } from './commands/register.ts'

/** Groups of commands, in the order of the help. */
const groups: readonly RegisterCommands[] = [
  registerStatusCommands, registerVersionCommands, registerPlanCommands, registerApprovalCommands, registerQueueCommands, registerHostCommands, registerSnapshotCommands, registerRehearsalCommands, registerPinCommands, registerGrantCommands, registerChannelCommands, registerDesiredCommands, registerDirectoryCommands, registerModuleCommands,
  registerSupplyCommands,
  registerMigrationCommands, registerSettingsCommands, registerEventCommands, registerDoctorCommand,
]

/** Where a host is looked for when nobody says. */
export const defaultHost = 'http://127.0.0.1:4000'

/** Options every command takes. */
export interface GlobalOptions {
  readonly host?: string
  readonly direct?: true
  readonly actor?: string
  readonly json?: true
}

/** What the program needs of whoever runs it. */
export interface CreateProgramOptions {
  readonly version: string
  readonly handle: HandleCommand
  readonly startHost: StartHost
  /** Variables of the process. Default none. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

const afterHelp = `
Environment:
  TENON_HOST     address of the host (default ${defaultHost})
  TENON_ACTOR    who you are, for the history (default: cli:<user>)
  DATABASE_URL   the database that --direct opens and doctor examines
  NO_COLOR       no colours
  TENON_DEBUG    where an error came from

Exit codes:
  0 ok   1 failed   2 wrong usage or unknown thing   3 needs a person`

/** The whole command line as a commander program. It does nothing until it is parsed. */
export function createProgram({ version, handle, startHost, env = {} }: CreateProgramOptions): Command {
  const program = new Command('tenon')
    .description('Different versions of each module for each tenant: pin, plan, apply, roll back.')
    .version(version)
    .option('--host <url>', 'the host to speak to (default: TENON_HOST)')
    .option('--direct', 'go round the host: open the registry on DATABASE_URL')
    .option('--actor <actor>', 'who you are, for the history (default: TENON_ACTOR)')
    .option('--json', 'one JSON document on standard output; problems as JSON on standard error')
    .addHelpText('after', afterHelp)
    .showHelpAfterError(false)
  registerDevCommand(program, startHost, env)
  for (const register of groups) register(program, handle)
  return program
}

import type { Command } from 'commander'
import type { Report } from '../report.ts'
import type { Session } from './session.ts'

/** What was typed, as commander parsed it. */
export interface CommandInput<Args extends readonly unknown[], Options> {
  readonly args: Args
  readonly options: Options
}

/** Says what a command does: its work runs in a session, and its report is shown. One that looks at the world itself opens no control plane. */
export type HandleCommand = <Args extends readonly unknown[] = readonly [], Options = object>(
  command: Command,
  work: (session: Session, input: CommandInput<Args, Options>) => Promise<Report>,
  needs?: 'control plane' | 'nothing',
) => void

/** Adds one group of commands to the program. */
export type RegisterCommands = (program: Command, handle: HandleCommand) => void

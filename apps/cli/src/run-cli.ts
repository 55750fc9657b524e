import { exitCodeOf, isTenonError } from '@tenon/model'
import type { Problem } from '@tenon/model'
import { CommanderError } from 'commander'
import type { Command } from 'commander'
import { cliErrors } from './cli-errors.ts'
import type { CliWorld, OpenedControl } from './cli-world.ts'
import type { StartDevelopment } from './commands/dev-command.ts'
import type { Session } from './commands/session.ts'
import { createProgram, defaultHost } from './create-program.ts'
import type { GlobalOptions } from './create-program.ts'
import { addCompletion } from './completion.ts'
import { knownNames } from './known-names.ts'
import { colored, plain } from './render/paint.ts'
import { renderProblem } from './render/render-problem.ts'
import type { Report, Showable } from './report.ts'
import { version } from './version.ts'

/**
 * Runs one command line.
 *
 * The answer goes to standard output: a page for a person on a terminal, one line per change for a
 * pipe, one JSON document with `--json`. Problems go to standard error in every form, as one line of
 * JSON with `--json`. Never rejects.
 * @param args - what stands after the program's name
 * @returns exit code: 0 ok, 1 failed, 2 wrong usage or unknown thing, 3 needs a person
 */
export async function runCli(args: readonly string[], world: CliWorld): Promise<number> {
  let exitCode = 0
  const program = createProgram({
    version,
    handle: (command, work, needs = 'control plane') => {
      command.action(async () => {
        const input = { args: command.processedArgs as never, options: command.opts() as never }
        exitCode = await runInSession({ command, opens: needs === 'nothing' ? {} : command.optsWithGlobals() }, (session) => work(session, input), world)
      })
    },
    env: world.env,
    startHost: async (start) => { exitCode = await startWith(start, world, program.opts()) },
  })
  addCompletion(program, args[0] === 'complete' ? await knownNames(() => openFor(world)) : undefined)
  quiet(program, world)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (world.env['TENON_DEBUG'] && error instanceof Error) world.writeError(`${error.stack ?? error.message}\n`)
    return report(problemOf(error, commandMeant(args, program)), world, args.includes('--json'))
  }
}

/** A command, and the options by which its control plane is opened: without any nothing is spoken to until it is used. */
interface SessionPlace {
  readonly command: Command
  readonly opens: GlobalOptions
}

async function runInSession({ command, opens }: SessionPlace, work: (session: Session) => Promise<Report>, world: CliWorld): Promise<number> {
  const options: GlobalOptions = command.optsWithGlobals()
  const json = options.json === true
  const opened = await openFor(world, opens)
  try {
    const result = await work({ control: opened.control, actor: actorOf(world, options), world, json, show: (what) => { if (!json) show(what, world) } })
    if (json) world.write(`${JSON.stringify(result.json, null, 2)}\n`)
    else show(result, world)
    return result.problem === undefined || result.problem === null ? (result.exitCode ?? 0) : report(result.problem, world, json)
  } finally {
    await opened.close()
  }
}

function startWith({ environment, develop }: StartDevelopment, world: CliWorld, options: GlobalOptions): Promise<number> {
  if (develop === null) return world.runHost({ environment, onReady: (url) => world.writeError(`Tenon serves at ${url}. Ctrl-C stops it.\n`) })
  const host = options.host ?? world.env['TENON_HOST'] ?? (environment['PORT'] === undefined ? defaultHost : `http://127.0.0.1:${environment['PORT']}`)
  return world.develop({ ...develop, environment, host, actor: actorOf(world, options), tell: (text) => world.write(`${text}\n`) })
}

function openFor(world: CliWorld, options: GlobalOptions = {}): Promise<OpenedControl> {
  const host = options.host ?? world.env['TENON_HOST'] ?? defaultHost
  return world.openControl({ host, actor: actorOf(world, options), direct: options.direct === true })
}

function actorOf({ env, userName }: CliWorld, { actor }: GlobalOptions): string {
  return actor ?? env['TENON_ACTOR'] ?? `cli:${userName}`
}

function show({ page, lines }: Showable, world: CliWorld): void {
  if (world.isTerminal) world.write(`${page(world.colors ? colored : plain)}\n`)
  else for (const line of lines) world.write(`${line}\n`)
}

function report(problem: Problem, world: CliWorld, json: boolean): number {
  world.writeError(json ? `${JSON.stringify(problem)}\n` : `${renderProblem(problem, world.colors ? colored : plain)}\n`)
  return exitCodeOf[problem.category]
}

function problemOf(error: unknown, meant: CommandMeant): Problem {
  if (isTenonError(error)) return error.problem
  const message = error instanceof Error ? error.message : String(error)
  return error instanceof CommanderError ? cliErrors.USAGE_WRONG({ message: messageOf(error, meant), command: meant.name }).problem : cliErrors.CLI_FAILED({ message }).problem
}

/** Commander answers a bare group of commands with its help, as an error without a message of its own. */
function messageOf({ code, message }: CommanderError, { name, children }: CommandMeant): string {
  if (children.length === 0) return message
  const choice = `${name} has ${children.join(', ')}`
  if (code === 'commander.help') return `this needs a command after it: ${choice}`
  return code === 'commander.unknownCommand' ? `${message}: ${choice}` : message
}

/** The command that was meant, as far as it is one: for a pointer to its help. */
interface CommandMeant {
  /** `tenon tenant create` */
  readonly name: string
  /** The commands of a group below the program; empty for the program itself, which has too many to list. */
  readonly children: readonly string[]
}

function commandMeant(args: readonly string[], program: Command): CommandMeant {
  let command = program
  const names = [program.name()]
  for (const arg of args.filter((it) => !it.startsWith('-'))) {
    const child = command.commands.find((candidate) => candidate.name() === arg)
    if (child === undefined) break
    command = child
    names.push(arg)
  }
  return { name: names.join(' '), children: command === program ? [] : command.commands.map((child) => child.name()) }
}

/** Commander writes help where we say, keeps its errors to itself and never ends the process. */
function quiet(command: Command, world: CliWorld): void {
  command.exitOverride().configureOutput({ writeOut: world.write, writeErr: () => undefined, getOutHasColors: () => world.colors })
  for (const child of command.commands) quiet(child, world)
}

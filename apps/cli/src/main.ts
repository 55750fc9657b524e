import { userInfo } from 'node:os'
import { confirm, isCancel } from '@clack/prompts'
import { applyWithProgress } from './apply-with-progress.ts'
import type { CliWorld } from './cli-world.ts'
import { openControl } from './open-control.ts'
import { runCli } from './run-cli.ts'
import { runHost } from './run-host.ts'
import { whileWorking } from './while-working.ts'

const isTerminal = process.stdout.isTTY === true

const world: CliWorld = {
  env: process.env,
  userName: userNameOf(),
  isTerminal,
  canAsk: isTerminal && process.stdin.isTTY === true,
  colors: isTerminal && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  ask: async (message) => {
    const answer = await confirm({ message, initialValue: false })
    return !isCancel(answer) && answer
  },
  openControl: (options) => openControl(options, process.env),
  applyWithProgress,
  whileWorking,
  runHost,
  // The bundler is loaded by those who need it.
  develop: async (options) => (await import('./development/run-development.ts')).runDevelopment(options),
}

// A reader such as `head` may go away before everything was written: that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

const args = process.argv.slice(2)
process.exitCode = await runCli(args, world)
// A host that does not answer would keep the shell waiting for a completion that was given up.
if (args[0] === 'complete') process.exit()

function userNameOf(): string {
  try {
    return process.env['USER'] ?? process.env['USERNAME'] ?? userInfo().username
  } catch {
    return 'unknown'
  }
}

import { userInfo } from 'node:os'
import { confirm, isCancel } from '@clack/prompts'
import { applyWithProgress } from './apply-with-progress.ts'
import type { CliWorld } from './cli-world.ts'
import { openControl } from './open-control.ts'
import { runCli } from './run-cli.ts'
import { runHost } from './run-host.ts'

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
  runHost,
}

process.exitCode = await runCli(process.argv.slice(2), world)

function userNameOf(): string {
  try {
    return process.env['USER'] ?? process.env['USERNAME'] ?? userInfo().username
  } catch {
    return 'unknown'
  }
}

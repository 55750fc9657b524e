import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

/** How a command of the workspace is run. */
export interface RunCommandOptions {
  /** Where; its `node_modules/.bin` comes first on the PATH, so that Node is the workspace's own. */
  readonly root: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a command with its output passed on as it comes, and resolves to its exit code (1 when a signal ended it or it did not start). */
export function runCommand(command: string, args: readonly string[], options: RunCommandOptions): Promise<number> {
  const path = `${join(options.root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: options.root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...options.env, PATH: path } })
    child.on('error', () => resolve(1))
    child.on('close', (code) => resolve(code ?? 1))
  })
}

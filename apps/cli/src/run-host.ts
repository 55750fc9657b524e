import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cliErrors } from './cli-errors.ts'

/** Signals that end a host; it closes by itself once it gets one. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs the host application in the foreground until it is stopped. It is a process of its own, so
 * that it ends cleanly on its own terms; signals are passed on to it.
 * @returns its exit code
 * @throws HOST_APP_MISSING when this installation has none
 */
export async function runHost(args: readonly string[]): Promise<number> {
  const host = spawn(process.execPath, ['--conditions=tenon-source', hostApp(), ...args], { stdio: 'inherit' })
  const passOn = (signal: NodeJS.Signals) => void host.kill(signal)
  for (const signal of endings) process.on(signal, passOn)
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  host.once('error', reject)
  host.once('close', (code) => resolve(code ?? 1))
  return promise.finally(() => { for (const signal of endings) process.off(signal, passOn) })
}

function hostApp(): string {
  try {
    const entry = fileURLToPath(import.meta.resolve('@tenon/host-app/src/main.ts'))
    if (existsSync(entry)) return entry
  } catch {
    // Not installed beside the command line: said in words below.
  }
  throw cliErrors.HOST_APP_MISSING({})
}

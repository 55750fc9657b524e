import type { ControlPlane } from '@tenon/host/client'
import type { CliWorld } from '../src/cli-world.ts'
import { runCli } from '../src/run-cli.ts'

/** What one run of the command line wrote, and its exit code. */
export interface Captured {
  readonly exitCode: number
  readonly out: string
  readonly err: string
}

/** Runs a command line, written as one would type it, against a control plane; a pipe reads it unless `world` says otherwise. */
export async function runCaptured(line: string, control: ControlPlane, world: Partial<CliWorld> = {}): Promise<Captured> {
  let out = ''
  let err = ''
  const exitCode = await runCli(wordsOf(line), {
    env: {}, userName: 'dana', isTerminal: false, canAsk: false, colors: false,
    write: (text) => { out += text },
    writeError: (text) => { err += text },
    ask: () => Promise.resolve(false),
    openControl: () => Promise.resolve({ control, close: () => Promise.resolve() }),
    applyWithProgress: (plane, plan, options) => plane.apply(plan.id, options),
    whileWorking: (_title, work) => work(() => undefined),
    runHost: () => Promise.resolve(0),
    develop: () => Promise.resolve(0),
    ...world,
  })
  return { exitCode, out, err }
}

/** Splits at spaces, but not within double quotes. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
}

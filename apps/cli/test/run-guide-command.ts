import type { ControlPlane } from '@tenon/host/client'
import type { Printed, RunGuideCommand } from './replay-guide.ts'
import { runCaptured, wordsOf } from './run-captured.ts'

/** Where a guide is replayed. */
export interface GuideStage {
  readonly control: ControlPlane
  /** Answers what the guides send to http://127.0.0.1:4000. */
  readonly fetch: (request: Request) => Promise<Response>
}

/** Runs `tenon` as a person on a terminal would see it, and `curl` against the stage. */
export function guideCommands({ control, fetch }: GuideStage): RunGuideCommand {
  return async (line) => {
    const [program, ...args] = shellWords(line)
    if (program === 'tenon') {
      const { out, err, exitCode } = await runCaptured(line.slice('tenon '.length), control, { isTerminal: true, env: { TENON_ACTOR: 'cli:dana' } })
      return { text: out + err, ok: exitCode === 0 }
    }
    if (program === 'curl') return curl(args, fetch)
    throw new RangeError(`guides run tenon and curl, not ${program ?? 'nothing'}`)
  }
}

async function curl(args: readonly string[], fetch: GuideStage['fetch']): Promise<Printed> {
  const value = (flag: string) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined)
  const url = args.find((arg) => arg.startsWith('http://')) ?? ''
  const body = value('--json')
  const headers = body === undefined ? {} : { 'content-type': 'application/json' }
  const response = await fetch(new Request(url, { method: value('-X') ?? (body === undefined ? 'GET' : 'POST'), headers, body: body ?? null }))
  return { text: `${await response.text()}\n`, ok: response.ok }
}

function shellWords(line: string): readonly string[] {
  return line.includes("'") ? [...line.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '') : wordsOf(line)
}

/** What one command of a guide printed. */
export interface Printed {
  readonly text: string
  /** False when it failed; then the guide has to show what it printed. */
  readonly ok: boolean
}

/** Runs one command line of a guide. Rejects when it is not one the guides may use. */
export type RunGuideCommand = (line: string) => Promise<Printed>

/** A `sh` block, and the `text` block right beneath it when there is one. */
const block = /```sh\n([\s\S]*?)```\n(?:\n```text\n([\s\S]*?)```\n)?/g

/**
 * Runs every `sh` block of a guide, in order, and gives the guide back with what was printed.
 * Output that differs only in ids, digests, times and widths keeps the words of the guide; plan ids
 * in later commands stand for the plan, or the fleet plan, printed last.
 */
export async function replayGuide(guide: string, run: RunGuideCommand): Promise<string> {
  let replayed = ''
  let end = 0
  let [lastPlan, lastFleetPlan] = ['', '']
  for (const match of guide.matchAll(block)) {
    const [whole, commands = '', expected] = match
    const printed: string[] = []
    for (const line of commandsOf(commands)) {
      const { text, ok } = await run(line.replace(/\bp_\w+/, (written) => lastPlan || written).replace(/\bf_\w+/, (written) => lastFleetPlan || written))
      if (!ok && expected === undefined) throw new RangeError(`${line} failed, and the guide does not show how: ${text}`)
      lastPlan = /\bp_\w+/.exec(text)?.[0] ?? lastPlan
      lastFleetPlan = /\bf_\w+/.exec(text)?.[0] ?? lastFleetPlan
      printed.push(text)
    }
    const actual = printed.join('')
    const same = expected === undefined || isSame(expected, actual)
    replayed += guide.slice(end, match.index) + (same ? whole : `\`\`\`sh\n${commands}\`\`\`\n\n\`\`\`text\n${shortIds(actual)}\`\`\`\n`)
    end = match.index + whole.length
  }
  return replayed + guide.slice(end)
}

function commandsOf(text: string): readonly string[] {
  return text.replaceAll('\\\n', ' ').split('\n').map((line) => line.trim()).filter((line) => line !== '')
}

/** Ids as the guides write them: short, and the same in an output as in the command after it. */
function shortIds(text: string): string {
  return text.replaceAll(/\bp_\w{8,}/g, 'p_7f3k').replaceAll(/\bf_\w{8,}/g, 'f_6k2m').replaceAll(/\bop_\w{8,}/g, 'op_3b1d').replaceAll(/\bim_\w{8,}/g, 'im_5c9t')
}

function isSame(expected: string, actual: string): boolean {
  return normal(expected) === normal(actual)
}

/** The part of an output that does not change from run to run. */
function normal(text: string): string {
  return text
    .replaceAll(/\b(op|p|f|im)_\w+/g, '$1_*')
    .replaceAll(/sha512-[\w+/=.]+/g, 'sha512-*')
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '*')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '*')
    .replaceAll(/\b\d{4}-\d\d-\d\d\b/g, '*')
    .replaceAll(/\b\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d/g, '*')
    .replaceAll(/\b\d+(?:\.\d)? m?s\b/g, '* s')
    // How many rows there are is an estimate of the server's, which lags behind; how long they take rests on it.
    .replaceAll(/^ +Takes .*$/gm, 'Takes *')
    .replaceAll(/[\d,]+ rows?(?:, about \* s)?$/gm, '* rows')
    .replaceAll(/[ \t]+/g, ' ')
    .trim()
}

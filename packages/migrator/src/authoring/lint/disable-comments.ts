import type { Finding } from './finding.ts'
import { lintRules } from './lint-rules.ts'
import type { Script } from './parse-script.ts'

const directive = '-- tenon-lint-disable-next-line'

interface Disable {
  readonly code: string
  readonly reason: string
  readonly line: number
  /** Lines it covers: the next, and the whole statement when one begins there. */
  readonly from: number
  readonly to: number
}

/** A finding on a line, or about a whole file. */
interface PlacedFinding extends Finding {
  readonly line: number
  readonly wholeFile: boolean
}

/**
 * Leaves out what a comment `-- tenon-lint-disable-next-line CODE: reason` silences: findings with this code on the
 * next line or in the statement that begins there; those about the whole file wherever the comment stands. A comment
 * without a reason, or with nothing to silence, is a finding itself.
 */
export function withoutDisabled(findings: readonly PlacedFinding[], script: Script): readonly PlacedFinding[] {
  const disables = script.comments.filter(({ text }) => text.startsWith(directive)).map(({ text, line }) => disableOf(text, line, script))
  const silences = ({ code, reason, from, to }: Disable, finding: PlacedFinding) => reason !== '' && finding.code === code && (finding.wholeFile || (finding.line >= from && finding.line <= to))
  const comments = disables.flatMap((disable): readonly PlacedFinding[] => {
    const place = { line: disable.line, wholeFile: false }
    if (disable.reason === '') return [{ ...place, code: 'DISABLE_WITHOUT_REASON', what: `The comment silences ${disable.code || 'nothing'} and does not say why.` }]
    if (findings.some((finding) => silences(disable, finding))) return []
    return [{ ...place, code: 'DISABLE_WITHOUT_EFFECT', what: disable.code in lintRules ? `There is no ${disable.code} to silence.` : `There is no rule ${disable.code}.` }]
  })
  return [...findings.filter((finding) => !disables.some((disable) => silences(disable, finding))), ...comments]
}

function disableOf(text: string, line: number, { statements }: Script): Disable {
  const [code = '', ...reason] = text.slice(directive.length).split(':')
  const statement = statements.find((each) => each.line === line + 1)
  return { code: code.trim(), reason: reason.join(':').trim(), line, from: line + 1, to: statement?.lastLine ?? line + 1 }
}

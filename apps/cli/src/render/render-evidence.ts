import type { VersionEvidence } from '@tenon/model'
import type { Paint } from './paint.ts'
import { instantInWords } from './words.ts'

/** What was verified of a version's origin, as pairs of name and text. */
export function evidenceFacts({ signature, provenance, issues, rule, checkedAt }: VersionEvidence, paint: Paint): readonly (readonly [string, string])[] {
  const built = provenance === null ? '' : `${paint.green('holds')}   ${provenance.repository}${provenance.commit === null ? '' : ` at ${provenance.commit.slice(0, 12)}`}, built by ${provenance.builder}`
  return [
    ['signature', signature === null ? '' : `${paint.green('holds')}   ${signature.keyId}`],
    ['provenance', built],
    ...issues.map(({ code, reason }) => ['warning', `${paint.yellow(code)}   ${reason}`] as const),
    ['checked', `${instantInWords(checkedAt)}, policy ${rule.policy}`],
  ]
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lintRules } from '../../src/authoring/lint/lint-rules.ts'
import { lockOf } from '../../src/authoring/lint/lock-of.ts'
import { loadParser, parseScript } from '../../src/authoring/lint/parse-script.ts'

const page = join(import.meta.dirname, '../../../../docs/guides/migrations.md')
const marker = '<!-- Below this line the page is written from the rules: npx vitest run packages/migrator/test/lint/guide.test.ts -u -->\n'

it('the guide lists every rule of the lint, and no other', async () => {
  const [byHand = ''] = readFileSync(page, 'utf8').split(marker)
  const rows = Object.entries(lintRules).map(([code, { severity, why, saferForm }]) => `| \`${code}\` | ${severity} | ${cell(why)} | ${cell(saferForm)} |`)
  await expect(`${byHand}${marker}\n| rule | | why | safer form |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`).toMatchFileSnapshot(page)
})

it('the guide says of each lock what the lint says', async () => {
  await loadParser()
  const statements = { AccessExclusive: 'drop table a', ShareRowExclusive: 'create trigger t before update on a for each row execute function f()', Share: 'create index on a (b)', ShareUpdateExclusive: 'vacuum a' }
  for (const [mode, sql] of Object.entries(statements)) {
    const node = parseScript(sql).statements[0]?.node
    expect(readFileSync(page, 'utf8')).toContain(`| ${mode} | ${(node && lockOf(node)?.blocks) ?? ''} |`)
  }
})

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

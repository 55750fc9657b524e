import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { httpStatusOf } from '@tenon/model'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { readErrorDefinitions } from '../test/read-error-definitions.ts'
import { writeCommandReference } from '../test/write-command-reference.ts'
import { writeErrorTable } from '../test/write-error-table.ts'
import { addCompletion } from './completion.ts'
import { createProgram } from './create-program.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const codesMarker = '<!-- Below this line the page is written from the source: npx vitest run apps/cli/src/documentation.test.ts -u -->\n'

describe('the command reference', () => {
  it('is what the program says of itself', async () => {
    const acting = new Set<Command>()
    const program = createProgram({ version: '0', handle: (command) => { acting.add(command) }, startHost: () => Promise.resolve() })
    addCompletion(program)
    await expect(writeCommandReference(program, acting)).toMatchFileSnapshot(`${root}docs/cli.md`)
  })
})

describe('the list of error codes', () => {
  const definitions = readErrorDefinitions(root)

  it('holds every code of every table, and no other', async () => {
    const page = `${root}docs/guides/troubleshoot.md`
    const [byHand = ''] = readFileSync(page, 'utf8').split(codesMarker)
    await expect(`${byHand}${codesMarker}\n## Every code\n\n${writeErrorTable(definitions)}\n`).toMatchFileSnapshot(page)
  })

  it('knows the category, the sentence and the next step of each', () => {
    for (const { code, category, title, next } of definitions) {
      expect(Object.keys(httpStatusOf), code).toContain(category)
      expect(title, code).toMatch(/[.:}]$/)
      expect(next, code).toMatch(/[.!}]$/)
    }
  })
})

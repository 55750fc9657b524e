import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createControlClient } from '@tenon/host/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTestHost } from '../test/open-test-host.ts'
import type { TestHost } from '../test/open-test-host.ts'
import { replayGuide } from '../test/replay-guide.ts'
import { guideCommands } from '../test/run-guide-command.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const guides = globSync('docs/guides/*.md', { cwd: root }).filter((page) => /^```sh\n(?:tenon|curl) /m.test(readFileSync(root + page, 'utf8')))
let host: TestHost

// Guides name paths from the root of the workspace.
beforeEach(() => process.chdir(root))
beforeEach(async () => { host = await openTestHost(`${root}releases`) })
afterEach(() => host.close())

it.each(guides)('%s works as written, and prints what it says', async (name) => {
  const page = root + name
  const run = guideCommands({
    control: createControlClient({ host: host.url, actor: 'cli:dana' }),
    fetch: (request) => fetch(new Request(request.url.replace('http://127.0.0.1:4000', host.url), request)),
  })
  await expect(await replayGuide(readFileSync(page, 'utf8'), run)).toMatchFileSnapshot(page)
})

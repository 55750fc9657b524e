import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readNpmrc } from './read-npmrc.ts'

test('reads registries of scopes, tokens and proxies; the later file wins; names are filled in from the environment', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-npmrc-'))
  const [user, project] = [join(directory, 'user'), join(directory, 'project')]
  await writeFile(user, 'registry=http://one.test/\n; a comment\n# another\nfund=false\nstrict-ssl=false\nhttps-proxy = "http://proxy.test:3128"\n')
  await writeFile(project, 'registry=http://two.test/\n@acme:registry=http://three.test/\n//three.test/:_authToken=${TOKEN}\n//four.test/:_authToken=${ABSENT}\n')
  expect(await readNpmrc([user, project, join(directory, 'missing')], { TOKEN: 's3cret' })).toEqual({
    registry: 'http://two.test/',
    strictSSL: false,
    httpsProxy: 'http://proxy.test:3128',
    '@acme:registry': 'http://three.test/',
    '//three.test/:_authToken': 's3cret',
    '//four.test/:_authToken': '${ABSENT}',
  })
  await rm(directory, { recursive: true })
})

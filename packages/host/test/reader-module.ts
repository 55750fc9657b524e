import { packTestModule } from '@tenon/test-kit'
import type { PackedModule } from '@tenon/test-kit'

/** What a call was told of settings and consent. */
export interface Told {
  readonly limit: number
  readonly granted: boolean
}

/**
 * `reader` answers what its scope tells it, at the first line of a call and at the last. With `?wait=FILE` it writes
 * `FILE.began` in between, and waits until there is a file FILE.
 */
export function packReader(): Promise<PackedModule> {
  const settings = { type: 'object', properties: { limit: { type: 'integer', default: 0 } } }
  const permissions = [{ name: 'reader:page:read', description: 'Read pages.' }]
  return packTestModule({ name: 'reader', version: '1.0.0', settings, permissions, files: { 'dist/module.js': code } })
}

const code = `import { access, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { defineModule } from '@tenon/module-sdk'
import { z } from '@tenon/module-sdk/http'

const tell = (scope) => ({ limit: scope.settings.limit, granted: scope.isGranted('reader:page:read') })
async function until(file) {
  await writeFile(file + '.began', '')
  while (await access(file).then(() => false, () => true)) await delay(10)
}
export default defineModule({ name: 'reader', title: 'reader', description: '', permissions: { 'reader:page:read': 'Read pages.' }, settings: z.object({ limit: z.number().default(0) }), events: {} }, {
  database: () => ({ $transaction: (work) => work({}), $disconnect: async () => {} }),
  http: {
    fetch: async (request, { scope }) => {
      const first = tell(scope)
      const wait = new URL(request.url).searchParams.get('wait')
      if (wait !== null) await until(wait)
      return Response.json({ first, last: tell(scope) })
    },
    document: (info) => ({ openapi: '3.1.0', info, paths: {} }),
  },
})
`

import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModuleRegistry } from '@tenon/registry'
import { loadDemo } from './load-demo.ts'

/** Where the demo goes, and what remembers that it was begun. */
export interface LoadDemoOnceOptions {
  readonly registry: ModuleRegistry
  readonly fetch: (request: Request) => Response | Promise<Response>
  readonly home: string
  readonly tell: (line: string) => void
}

/**
 * Loads the demo into a registry without tenants. A file marks a load that was begun, so that one
 * cut short goes on at the next start; once loaded, the tenants belong to whoever plays with them.
 */
export async function loadDemoOnce({ registry, fetch, home, tell }: LoadDemoOnceOptions): Promise<void> {
  const mark = join(home, 'demo-begun')
  const begun = await access(mark).then(() => true, () => false)
  if (!begun && (await registry.listTenants()).length > 0) return
  await mkdir(home, { recursive: true })
  await writeFile(mark, '')
  tell('Loading the demo: twelve tenants, six weeks of stock each.')
  await loadDemo({
    registry, fetch,
    onTenant: ({ name, version }, done, total) => tell(`  ${String(done).padStart(2)} of ${total}  ${name.padEnd(26)} inventory ${version}`),
  })
  await rm(mark)
}

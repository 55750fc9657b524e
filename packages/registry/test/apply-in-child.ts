import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RegistryFixture } from './registry-fixture.ts'

/** How a process ended, and the boundaries it met. */
export interface ChildEnd {
  readonly signal: NodeJS.Signals | null
  readonly boundaries: readonly string[]
}

/** Applies a plan in a process of its own that kills itself at a boundary, by number; at none: it tells them all. */
export async function applyInChild({ databaseUrl, directory }: Pick<RegistryFixture, 'databaseUrl' | 'directory'>, planId: string, dieAt: number | null): Promise<ChildEnd> {
  const script = fileURLToPath(new URL('apply-and-die.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=tenon-source', script, databaseUrl, directory, planId, String(dieAt)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const boundaries: string[] = []
  createInterface(child.stdout).on('line', (line) => boundaries.push(line))
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { signal, boundaries }
}

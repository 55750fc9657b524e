import { readFileSync } from 'node:fs'
import { applyFix, resolve } from '@tenon/resolver'
import type { ResolvableVersion, ResolveFacts } from '@tenon/resolver'
import { expect, it } from 'vitest'
import { plain } from './paint.ts'
import { renderProblem } from './render-problem.ts'

const page = new URL('../../../../docs/guides/when-versions-do-not-fit.md', import.meta.url)

function versionOf(module: string, version: string, manifest: Partial<ResolvableVersion['manifest']>): ResolvableVersion {
  return { module, packageName: `@acme/${module}`, version, integrity: `sha512-${module}-${version}`, status: 'available', manifest: { hostRange: '*', provides: [], requires: [], ...manifest } }
}

const stock = (version: string) => versionOf('inventory', version, { provides: [{ name: 'stock', version: version.startsWith('1') ? '1.4' : '2.0' }] })
const report = (version: string, range: string) => versionOf('analytics', version, { requires: [{ name: 'stock', range, optional: false }] })

const facts: ResolveFacts = {
  catalog: [...['1.2.0', '1.2.1', '1.2.2', '1.2.3', '2.0.0'].map(stock), report('1.9.3', '^1'), report('2.0.0', '^2')],
  locked: [stock('1.2.0')],
  pins: [{ tenantId: 'acme', module: 'inventory', range: '~1.2', owner: 'dana', reason: 'audit season', expiresAt: '2027-03-01T00:00:00.000Z', createdAt: '2026-11-01T00:00:00.000Z' }],
  targets: { analytics: '2.0.0' }, hostVersion: '1.0.0', peers: {}, now: '2026-11-17T14:03:00.000Z',
}

it('the guide shows a conflict between modules as it is printed, and its ways out resolve', () => {
  const resolution = resolve(facts)
  const conflict = resolution.kind === 'conflict' ? resolution.conflict : { issues: [], core: [], fixes: [] }
  const problem = { code: 'PLAN_CONFLICT', category: 'conflict', title: '', next: 'Ask dana about the pin on inventory, or change it with a reason.', details: { tenant: 'acme', ...conflict } } as const
  expect(readFileSync(page, 'utf8')).toContain(`\`\`\`text\n$ tenon plan acme analytics@2.0.0\n${renderProblem(problem, plain)}\n\`\`\``)
  expect(conflict.fixes.map((fix) => resolve({ ...facts, ...applyFix(facts, fix) }).kind)).toEqual(['resolved', 'resolved'])
})

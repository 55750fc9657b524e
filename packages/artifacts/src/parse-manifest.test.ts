import type { Manifest } from '@tenon/model'
import { expect, it } from 'vitest'
import { parseManifest } from './parse-manifest.ts'

const artifact = { packageName: '@acme/notes', version: '2.0.0', integrity: 'sha512-x' }

const manifest: Manifest = {
  manifestVersion: 1, name: 'notes', packageName: '@acme/notes', version: '2.0.0', title: 'Notes', description: '', hostRange: '^1.0.0',
  provides: [{ name: 'notes', version: '1.2', operations: ['count'] }], requires: [{ name: 'settings', range: '^1', optional: true }],
  permissions: [], events: [], routes: [], settings: {}, migrations: [],
  minFrom: '1.4.0', peerRanges: { '@prisma/client': '^7.10.0' }, handles: ['inventory.stock.low'],
  timers: [{ name: 'sweep', minutes: 5 }, { name: 'digest', cron: '0 3 * * *', timeZone: 'Europe/Berlin' }],
  datasets: [{ name: 'notes.entries', description: 'Every note.', columns: { id: { type: 'string' } } }],
}

it('keeps everything a manifest may say', () => {
  expect(parseManifest(artifact, manifest)).toEqual(manifest)
})

it('drops what it does not know: a newer SDK may write more', () => {
  expect(parseManifest(artifact, { ...manifest, flavour: 'mint' })).toEqual(manifest)
})

it.each([
  ['minFrom', { minFrom: '1.4' }],
  ['peerRanges.pg', { peerRanges: { pg: 'seven' } }],
  ['timers.0', { timers: [{ name: 'sweep' }] }],
  ['timers.0', { timers: [{ name: 'sweep', minutes: 5, cron: '* * * * *' }] }],
  ['provides.0.version', { provides: [{ name: 'notes', version: '1' }] }],
])('names %s when it does not fit', (path, parts) => {
  expect(() => parseManifest(artifact, { ...manifest, ...parts })).toThrow(expect.objectContaining({ code: 'ARTIFACT_MANIFEST_INVALID', message: expect.stringContaining(`${path} `) as string }) as Error)
})

import { expect, it } from 'vitest'
import { liveBytesOf } from './live-bytes.ts'
import type { AllocationNode } from './live-bytes.ts'

const node = (url: string, selfSize: number, children: readonly AllocationNode[] = []): AllocationNode => ({ callFrame: { functionName: 'f', url, lineNumber: 4 }, selfSize, children })
const places = [{ number: 1, urlPrefix: 'file:///store/a/' }, { number: 2, urlPrefix: 'file:///store/b/' }] as const

it('counts what lives for the innermost version on the stack that made it, also when a library it called did', () => {
  const head = node('', 1, [
    node('file:///host.ts', 10, [
      node('file:///store/a/module.js', 100, [node('node:internal', 1_000), node('file:///store/b/module.js', 7)]),
      node('file:///store/a/other.js', 5_000),
    ]),
  ])
  const { versions, unattributedBytes } = liveBytesOf(head, places)
  expect(unattributedBytes).toBe(11)
  expect(versions.map(({ place, liveBytes, sites }) => [place.number, liveBytes, sites.map(({ frame, liveBytes: bytes }) => [frame.url, frame.line, bytes])])).toEqual([
    [1, 6_100, [['file:///store/a/other.js', 5, 5_000], ['file:///store/a/module.js', 5, 1_100]]],
    [2, 7, [['file:///store/b/module.js', 5, 7]]],
  ])
})

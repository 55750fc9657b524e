import { describe, expect, it } from 'vitest'
import { framesOfStack } from './stack-frames.ts'

describe('the frames of a stack', () => {
  it('are read as V8 writes them, without those that name no file', () => {
    const stack = 'TypeError: no (file:///not-a-frame.js:1:2)\n    at spin (file:///a/ways.js:3:10)\n    at async Object.fetch (file:///a/b@c/m.js:4:1)\n    at file:///d.js:5:6\n    at new Promise (<anonymous>)\n    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)'
    expect(framesOfStack(stack)).toEqual([
      { name: 'spin', url: 'file:///a/ways.js', line: 3 }, { name: 'Object.fetch', url: 'file:///a/b@c/m.js', line: 4 },
      { name: '', url: 'file:///d.js', line: 5 }, { name: 'process.processTicksAndRejections', url: 'node:internal/process/task_queues', line: 105 },
    ])
  })
})

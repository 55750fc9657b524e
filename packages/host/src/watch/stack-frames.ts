import type { StackFrame } from './block-evidence.ts'

/** `at name (file:///x.js:1:2)`, `at async name (...)` and `at file:///x.js:1:2`. */
const framePattern = /^\s+at (?:async )?(?:(.*?) \()?((?:file|node):[^)\s]*?):(\d+):\d+\)?$/

/** The frames of a stack as V8 writes it, innermost first. Lines that name no file are left out. */
export function framesOfStack(stack: string): readonly StackFrame[] {
  return stack.split('\n').flatMap((line) => {
    const [, name = '', url, number] = framePattern.exec(line) ?? []
    return url === undefined ? [] : [{ url, name, line: Number(number) }]
  })
}

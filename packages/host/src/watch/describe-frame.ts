import type { StackFrame } from './block-evidence.ts'

/** A line of a stack for people: `priceList (file:///.../module.js:12)`. */
export function describeFrame({ name, url, line }: StackFrame): string {
  return `${name === '' ? '(anonymous)' : name} (${url}:${line})`
}

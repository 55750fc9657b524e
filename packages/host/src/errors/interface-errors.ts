import { defineErrors } from '@tenon/model'

/** What can keep one module from calling another. */
export const interfaceErrors = defineErrors({
  INTERFACE_UNDECLARED: {
    category: 'internal',
    title: (d: { module: string; interface: string }) => `Module "${d.module}" uses the interface "${d.interface}", which its manifest does not require.`,
    next: () => 'Add it to `requires` in the manifest, with the range of versions it works with.',
  },
  INTERFACE_MISSING: {
    category: 'precondition',
    title: (d: { module: string; interface: string; tenant: string }) => `Module "${d.module}" uses the interface "${d.interface}", which no module of tenant "${d.tenant}" provides.`,
    next: () => 'Install a module that provides it; or ask with `find`, when the module can do without.',
  },
  INTERFACE_OPERATION_UNKNOWN: {
    category: 'internal',
    title: (d: { interface: string; operation: string; module: string; version: string }) => `${d.module} ${d.version} has no operation "${d.operation}" in its interface "${d.interface}".`,
    next: () => 'Require an interface version that has it, or look with `in` whether it is there.',
  },
  INTERFACE_VALUE_INVALID: {
    category: 'internal',
    title: (d: { interface: string; operation: string; direction: 'input' | 'answer'; path: string; found: string }) => `The ${d.direction} of ${d.interface}.${d.operation} is no plain data: ${d.path} is ${d.found}.`,
    next: () => 'Pass null, booleans, numbers, bigints, strings, Date, Uint8Array, and arrays and objects of these.',
  },
  INTERFACE_CALL_TOO_DEEP: {
    category: 'limit',
    status: 500,
    title: (d: { depth: number; chain: readonly string[] }) => `Modules call each other ${d.depth} deep: ${d.chain.join(' > ')}.`,
    next: () => 'Break the circle: let one side answer without asking the other, or tell it by an event.',
  },
  INTERFACE_CALL_LATE: {
    category: 'internal',
    title: (d: { module: string; interface: string }) => `Module "${d.module}" uses the interface "${d.interface}" after its call has ended.`,
    next: () => 'Await calls of other modules before the call ends; for later work use a timer or an event.',
  },
  INTERFACE_MOVED: {
    category: 'unavailable',
    title: (d: { interface: string; module: string; version: string }) => `The call began when ${d.module} ${d.version} answered the interface "${d.interface}"; its data has moved to another version since.`,
    next: () => 'Try again: a new call sees the new version. Nothing was done on the other side.',
  },
})

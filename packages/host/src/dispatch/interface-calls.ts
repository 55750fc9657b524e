import { isTenonError, TenonError } from '@tenon/model'
import type { InterfaceContract, ModuleCalls } from '@tenon/module-sdk'
import type { InterfaceProvider } from '@tenon/registry'
import type { Caller } from '../access/access.ts'
import { interfaceErrors } from '../errors/interface-errors.ts'
import { joinTree, leaveTree } from './call-tree.ts'
import type { CountedSeat } from './counted-seat.ts'
import { copyPlain, isPlain } from './plain-data.ts'
import type { Seat, Work, WorkCall } from './work.ts'

/** How many calls may stand in one another. A chain of modules is short; only a circle is longer. */
const depthLimit = 16

/** One call from a module into another. */
export interface InterfaceCall extends WorkCall {
  readonly parent: CountedSeat
  readonly interface: string
  readonly operation: string
  readonly input: unknown
}

/** Starts a call out of a call in flight. */
export type StartWithin = <Result>(call: InterfaceCall, work: Work<InterfaceCall, Result>) => Result | Promise<Result>

/** The other modules of the tenant, as one call sees them. */
export function openInterfaces(seat: CountedSeat, startWithin: StartWithin): ModuleCalls {
  function find(name: string): object | null {
    const { manifest } = seat.definition
    if (!(manifest.requires ?? []).some((required) => required.name === name)) throw interfaceErrors.INTERFACE_UNDECLARED({ module: manifest.name, interface: name })
    const provider = seat.tree.view.providers.get(name)
    return provider === undefined ? null : contractOf(provider, (operation, input) => invoke(seat, { provider, name, operation, input }, startWithin))
  }

  return {
    find: <Contract extends InterfaceContract<Contract>>(name: string) => find(name) as Contract | null,
    use<Contract extends InterfaceContract<Contract>>(name: string) {
      const contract = find(name) as Contract | null
      if (contract === null) throw interfaceErrors.INTERFACE_MISSING({ module: seat.definition.manifest.name, interface: name, tenant: seat.view.tenant.id })
      return contract
    },
  }
}

interface Invocation {
  readonly provider: InterfaceProvider
  readonly name: string
  readonly operation: string
  readonly input: unknown
}

type Invoke = (operation: string, input: unknown) => Promise<unknown>

/** What JavaScript itself looks for on any value: `await` a `then`, JSON a `toJSON`. */
const notOperations: ReadonlySet<string | symbol> = new Set(['then', 'toJSON'])

/** The operations the provider lists are its keys, so that `in` tells whether one is there; any other is a call that is refused. */
function contractOf({ operations }: InterfaceProvider, invoke: Invoke): object {
  const known = Object.fromEntries(operations.map((operation) => [operation, (input: unknown) => invoke(operation, input)]))
  return new Proxy(known, {
    get(target, key) {
      if (typeof key === 'symbol' || notOperations.has(key)) return undefined
      return Object.hasOwn(target, key) ? target[key] : (input: unknown) => invoke(key, input)
    },
  })
}

/** A class because its signal is made only when the other side asks for it. */
class ModuleCall implements InterfaceCall {
  readonly parent: CountedSeat
  readonly tenantId: string
  readonly module: string
  readonly cause = 'call'
  readonly interface: string
  readonly operation: string
  readonly input: unknown

  constructor(parent: CountedSeat, { provider, name, operation, input }: Invocation) {
    this.parent = parent
    this.tenantId = parent.view.tenant.id
    this.module = provider.module
    this.interface = name
    this.operation = operation
    this.input = copyAcross(this, 'input', input)
  }

  /** Whoever made the outermost call: the other side asks for their permissions. */
  get caller(): Caller {
    return this.parent.call.caller
  }

  get signal(): AbortSignal {
    return this.parent.scope.signal
  }
}

async function invoke(parent: CountedSeat, invocation: Invocation, startWithin: StartWithin): Promise<unknown> {
  const { tree } = parent
  if (tree.inFlight === 0) throw interfaceErrors.INTERFACE_CALL_LATE({ module: parent.version.key.module, interface: invocation.name })
  const call = new ModuleCall(parent, invocation)
  refuseDepth(call)
  joinTree(tree)
  const leaveWaiting = noteWaiting(parent, call)
  try {
    return await startWithin(call, answerOperation)
  } catch (error) {
    if (isTenonError(error) && error.status >= 500) parent.hasFailedCallee = true
    throw acrossBorder(error)
  } finally {
    leaveWaiting()
    leaveTree(tree)
  }
}

/** A caller whose time is up while it waits here is not to blame. */
function noteWaiting(parent: CountedSeat, { module, interface: name, operation }: InterfaceCall): () => void {
  const awaited = Symbol(`${module} ${name}.${operation}`)
  const waitsFor = (parent.waitsFor ??= new Set())
  waitsFor.add(awaited)
  return () => void waitsFor.delete(awaited)
}

const answerOperation: Work<InterfaceCall, unknown> = {
  run(seat: Seat, call: InterfaceCall) {
    const { interface: name, operation } = call
    const answers = seat.definition.interfaces?.[name]
    const { module, version } = seat.version.key
    if (answers === undefined || !Object.hasOwn(answers, operation)) throw interfaceErrors.INTERFACE_OPERATION_UNKNOWN({ interface: name, operation, module, version })
    return answers[operation]?.(seat.scope, call.input as never)
  },
  conclude: (answer, _seat, call) => copyAcross(call, 'answer', answer),
}

function copyAcross({ interface: name, operation }: Pick<InterfaceCall, 'interface' | 'operation'>, direction: 'input' | 'answer', value: unknown): unknown {
  return copyPlain(value, (path, found) => interfaceErrors.INTERFACE_VALUE_INVALID({ interface: name, operation, direction, path: path || `the ${direction}`, found }))
}

function refuseDepth(call: InterfaceCall): void {
  const chain = chainOf(call)
  if (chain.length > depthLimit) throw interfaceErrors.INTERFACE_CALL_TOO_DEEP({ depth: chain.length, chain })
}

/** Outermost first: `analytics > performance scores.listOf > inventory stock.levelOf`. */
function chainOf(call: InterfaceCall): readonly string[] {
  const chain = [`${call.module} ${call.interface}.${call.operation}`]
  for (let seat: CountedSeat | null = call.parent; seat !== null; seat = seat.parent) chain.unshift(seat.version.key.module)
  return chain
}

/** The error as the caller gets it: a new one, from the problem alone. What it was made from stays on the other side. */
function acrossBorder(error: unknown): unknown {
  if (!isTenonError(error)) return error
  const { code, category, title, next, details } = error.problem
  return new TenonError({ code, category, title, next, details: isPlain(details) ? structuredClone(details) : {} }, error.status)
}

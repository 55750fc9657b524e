import { Session } from 'node:inspector'
import type { Debugger } from 'node:inspector'
import type { StackFrame } from './block-evidence.ts'

/** Looks at the stack of the main thread from another one. */
export interface StackLook {
  /** Resolves once the main thread has taken notice, or when `isOver`. */
  opened(isOver: () => boolean): Promise<void>
  /**
   * Stops the main thread for as long as it takes to read its stack. Waits for code that cannot be
   * interrupted. @param isOver - asked now and then; @returns null when it was over first
   */
  take(isOver: () => boolean): Promise<readonly StackFrame[] | null>
  /** Leaves the main thread as if nobody had looked. */
  close(): Promise<void>
}

const framesAtMost = 60
const pollMs = 10
/** The main thread takes what is left of our wishes when it turns again; after that it is let alone. */
const farewellMs = 20

/** Opens the inspector of the main thread. Its debugger slows it down a little until `close`. */
export function openStackLook(): StackLook {
  const session = new Session()
  let stack: readonly StackFrame[] | null = null
  // A frame names its script by number; its address comes with the list of scripts that `enable` sends.
  const urls = new Map<string, string>()
  const frameOf = ({ functionName, location }: Debugger.CallFrame): StackFrame => ({ url: urls.get(location.scriptId) ?? '', name: functionName, line: location.lineNumber + 1 })
  session.connectToMainThread()
  session.on('Debugger.scriptParsed', ({ params }) => void urls.set(params.scriptId, params.url))
  session.on('Debugger.paused', ({ params }) => {
    // Let it go on first: nothing here may keep it waiting.
    session.post('Debugger.resume')
    stack = params.callFrames.slice(0, framesAtMost).map(frameOf)
  })
  let isOpen = false
  session.post('Debugger.enable', () => { isOpen = true })
  const wait = () => new Promise<void>((resolve) => setTimeout(resolve, pollMs))
  return {
    async opened(isOver) {
      while (!isOpen && !isOver()) await wait()
    },
    async take(isOver) {
      stack = null
      session.post('Debugger.pause')
      while (stack === null && !isOver()) await wait()
      if (stack === null) await wait()
      return stack
    },
    async close() {
      session.post('Debugger.disable')
      await new Promise<void>((resolve) => setTimeout(resolve, farewellMs))
      session.disconnect()
    },
  }
}

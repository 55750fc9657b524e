import type { SendHandle } from 'node:child_process'
import type { Server } from 'node:net'
import { socketErrors } from './socket-errors.ts'

/** A listening socket that processes hand to each other. */
export type InheritedSocket = SendHandle & object

/**
 * The socket a server listens on, to be sent to another process. The bare handle and not the server:
 * a server that is received accepts connections at once, a handle only keeps the socket open. Node's
 * own cluster shares sockets in this way; it would close ours when the last host dies.
 */
export function socketOf(server: Server): InheritedSocket {
  const handle: unknown = '_handle' in server ? server._handle : null
  if (typeof handle !== 'object' || handle === null) throw socketErrors.SOCKET_NOT_SHARED({})
  return handle as InheritedSocket
}

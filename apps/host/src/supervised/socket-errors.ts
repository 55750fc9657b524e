import { defineErrors } from '@tenon/model'

/** What can go wrong where hosts share a port. */
export const socketErrors = defineErrors({
  SOCKET_NOT_SHARED: {
    category: 'internal',
    title: () => `Node ${process.version} does not give away its listening socket, so no host can follow another on the same port.`,
    next: () => 'Start the host with Node 24, which npm installs with this workspace.',
  },
})

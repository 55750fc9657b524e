import { z } from '@hono/zod-openapi'
import { supervisorOf } from '../../process/host-process.ts'
import { defineEndpoint } from '../endpoint.ts'
import { supervisionSchema } from '../schemas/host-schemas.ts'
import { hostMemorySchema } from '../schemas/version-schemas.ts'

/** The process that answers: what it holds, who followed whom, and a fresh one in its place. */
export const processEndpoints = [
  defineEndpoint({
    method: 'get', path: '/api/memory', permission: 'tenon:module:read', summary: 'What the process of this host holds in memory, and what of it the objects of each version are.',
    answer: hostMemorySchema,
    handle: async ({ host }) => host.memory(),
  }),
  defineEndpoint({
    method: 'get', path: '/api/hosts/supervision', permission: 'tenon:host:read', summary: 'Which hosts followed each other behind this port, why, and which versions are barred.',
    answer: supervisionSchema,
    handle: async ({ host }) => supervisorOf(host).supervision(),
  }),
  defineEndpoint({
    method: 'post', path: '/api/hosts/recycle', permission: 'tenon:host:recycle', status: 202,
    summary: 'Put a fresh host in the place of this one, on the same port and without a failed request; versions that were barred are tried again. Answers what was so when it was asked.',
    body: z.object({ reason: z.string().trim().min(1).max(500) }),
    answer: supervisionSchema,
    handle: async ({ host, actor }, { body }) => {
      const supervisor = supervisorOf(host)
      const before = supervisor.supervision()
      supervisor.recycle({ actor, reason: body.reason })
      return before
    },
  }),
] as const

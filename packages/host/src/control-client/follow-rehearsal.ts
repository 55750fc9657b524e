import { setTimeout as sleep } from 'node:timers/promises'
import { isTenonError } from '@tenon/model'
import type { Rehearsal } from '@tenon/model'
import type { RehearseRequest } from '@tenon/registry'
import type { WatchedRehearsal } from '../control/rehearsal-watch.ts'
import { path } from './escaped-path.ts'
import type { Call } from './request-json.ts'

/** How often a host is asked how far it is. */
const lookEveryMs = 400

/** Has a tenant's upgrade rehearsed, and asks meanwhile how far it is, when somebody wants to know. */
export async function followRehearsal(call: Call, { tenantId, onProgress, ...body }: RehearseRequest): Promise<Rehearsal> {
  const ask = (watch: string | undefined) => call<Rehearsal>({ method: 'POST', path: path`/api/tenants/${tenantId}/rehearsals`, body: { ...body, watch } })
  if (onProgress === undefined) return ask(undefined)
  const watch = crypto.randomUUID()
  const ended = new AbortController()
  const rehearsal = ask(watch).finally(() => ended.abort())
  const looking = look(call, { path: path`/api/tenants/${tenantId}/rehearsals/${watch}`, onProgress, signal: ended.signal })
  const [done] = await Promise.all([rehearsal, looking])
  return done
}

interface Look {
  readonly path: string
  readonly onProgress: NonNullable<RehearseRequest['onProgress']>
  readonly signal: AbortSignal
}

/** A host that cannot say how far it is has said all: what counts is the rehearsal's own answer. */
async function look(call: Call, { path: where, onProgress, signal }: Look): Promise<void> {
  while (!signal.aborted) {
    try {
      const { progress } = await call<WatchedRehearsal>({ path: where })
      if (progress !== null) onProgress(progress)
    } catch (error) {
      if (!isTenonError(error)) throw error
      return
    }
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined)
  }
}

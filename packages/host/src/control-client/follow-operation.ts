import { isTenonError } from '@tenon/model'
import type { Operation } from '@tenon/model'
import type { ApplyOptions, OperationProgress } from '@tenon/registry'
import { clientErrors } from './client-errors.ts'
import { path } from './escaped-path.ts'
import type { Call } from './request-json.ts'

/** How long one request waits for an operation to end; progress is seen at least this often. */
const followMs = 500

/** Starts to apply a plan, and follows it to its end. */
export async function startOperation(call: Call, planId: string, { actor, reason, acceptDrift, onProgress }: ApplyOptions) {
  const operation = await call<Operation>({ method: 'POST', path: path`/api/plans/${planId}/apply`, body: { reason, acceptDrift }, actor })
  return { operation, finished: follow(call, operation, onProgress) }
}

/** Long-polls until the operation has ended. Resolves to it whatever its end was. @throws HOST_LOST */
async function follow(call: Call, started: Operation, onProgress: ApplyOptions['onProgress']): Promise<Operation> {
  let operation = started
  while (operation.status === 'running') {
    operation = await call<Operation>({ path: path`/api/operations/${started.id}`, query: { waitMs: followMs } }).catch((error: unknown) => {
      throw isTenonError(error) && error.code === 'HOST_UNREACHABLE' ? clientErrors.HOST_LOST({ tenant: started.tenantId, operation: started.id }, { cause: error }) : error
    })
    const progress = progressOf(operation)
    if (progress !== null) onProgress?.(progress)
  }
  return operation
}

function progressOf(operation: Operation): OperationProgress | null {
  const step = operation.steps.findIndex((outcome) => outcome.status === 'running')
  const title = operation.steps[step]?.title
  return title === undefined ? null : { operationId: operation.id, step, title, progress: null }
}

import { hostErrors } from '../errors/host-errors.ts'

/**
 * Lets a request pass when its body fits the limit. A declared length is believed: the HTTP parser
 * cuts the body there. A body of unknown length is read here, up to the limit, before the call starts,
 * so a slow sender never holds up a cut-over.
 * @returns the same request at once, except for a body of unknown length
 * @throws BODY_TOO_LARGE
 */
export function admitBody(request: Request, limitBytes: number): Request | Promise<Request> {
  const { method } = request
  if (method === 'GET' || method === 'HEAD') return request
  const declared = request.headers.get('content-length')
  if (declared === null) return request.headers.has('transfer-encoding') || request.body !== null ? readBody(request, limitBytes) : request
  if (Number(declared) > limitBytes) throw hostErrors.BODY_TOO_LARGE({ limitBytes })
  return request
}

async function readBody(request: Request, limitBytes: number): Promise<Request> {
  if (request.body === null) return request
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of request.body) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > limitBytes) throw hostErrors.BODY_TOO_LARGE({ limitBytes })
    chunks.push(chunk)
  }
  return new Request(request.url, { method: request.method, headers: request.headers, body: Buffer.concat(chunks), signal: request.signal })
}

import { TenonError } from '@tenon/model'
import type { Problem } from '@tenon/model'
import { actorHeader } from '../access/access.ts'
import { clientErrors } from './client-errors.ts'

/** Where a control API is and who speaks to it. */
export interface ControlConnection {
  /** Origin of the host, such as `http://127.0.0.1:4000`. */
  readonly host: string
  /** Sent as `tenon-actor` when a call names no actor of its own. */
  readonly actor: string
  readonly fetch: (request: Request) => Promise<Response>
}

/** One call of the control API. Values left undefined are not sent. */
export interface ControlCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  readonly actor?: string
}

/**
 * Sends one call and reads its JSON. A problem document is thrown as the `TenonError` it was.
 * @throws HOST_UNREACHABLE, HOST_ANSWER_UNUSABLE, and every code of the control API
 */
export async function requestJson<Answer>(connection: ControlConnection, call: ControlCall): Promise<Answer> {
  const response = await send(connection, call)
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok && answer !== undefined) return answer as Answer
  if (isProblem(answer)) throw new TenonError(problemOf(answer), response.status)
  throw clientErrors.HOST_ANSWER_UNUSABLE({ host: connection.host, status: response.status, path: call.path })
}

async function send(connection: ControlConnection, call: ControlCall): Promise<Response> {
  try {
    return await connection.fetch(requestOf(connection, call))
  } catch (cause) {
    throw clientErrors.HOST_UNREACHABLE({ host: connection.host }, { cause })
  }
}

function requestOf(connection: ControlConnection, call: ControlCall): Request {
  const url = new URL(call.path, connection.host)
  for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value))
  const headers = { accept: 'application/json', 'content-type': 'application/json', [actorHeader]: call.actor ?? connection.actor }
  const body = call.body === undefined ? null : JSON.stringify(call.body)
  return new Request(url, { method: call.method ?? 'GET', headers, body })
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'title' in value && 'next' in value && 'category' in value
}

function problemOf({ code, category, title, next, details }: Problem): Problem {
  return { code, category, title, next, details }
}

/** Sends one call to the host that a client was made for. */
export type Call = <Answer>(call: ControlCall) => Promise<Answer>

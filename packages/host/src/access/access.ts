/** Who makes a call, and what they may do where they make it. */
export interface Caller {
  /** For history: `user:dana`, `cli:dana`, `anonymous`. */
  readonly actor: string
  /** Whether the caller holds a permission (`module:noun:verb`) at the place they call. */
  can(permission: string): boolean
}

/** The host's question to access control, asked once for each request. */
export interface Access {
  /**
   * Who makes this request. May answer at once: the dispatcher then stays synchronous.
   * @param tenantId - the tenant called, or null for the control API as a whole
   * @throws errors of category `unauthenticated` or `forbidden`, answered as problem+json
   */
  identify(request: Request, tenantId: string | null): Caller | Promise<Caller>
}

/** The header that names the caller until access control tells who they are. */
export const actorHeader = 'tenon-actor'

/**
 * Everyone may do everything; the caller's name is what the `tenon-actor` header says, `anonymous`
 * without it. Only for a host that strangers cannot reach: it believes whatever it is told.
 */
export function openAccess(): Access {
  return { identify: (request) => new OpenCaller(request) }
}

/** A class because one is made for each request: the header is read only when somebody asks for the name. */
class OpenCaller implements Caller {
  readonly #request: Request

  constructor(request: Request) {
    this.#request = request
  }

  get actor(): string {
    return this.#request.headers.get(actorHeader) ?? 'anonymous'
  }

  can(): boolean {
    return true
  }
}

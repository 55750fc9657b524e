import type { Host } from '@tenon/host'

/** The key is global because Next bundles route handlers apart from the server that opens Tenon. */
const key = Symbol.for('example.tenon-host')
const place = globalThis as { [key]?: Host }

/** Makes a host known to the route handlers of this process. */
export function shareTenonHost(host: Host): void {
  place[key] = host
}

/** The host of this process. */
export function tenonHost(): Host {
  if (place[key] === undefined) throw new TypeError('Open Tenon before the server takes requests.')
  return place[key]
}

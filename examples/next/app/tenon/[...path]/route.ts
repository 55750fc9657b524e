import { tenonHost } from '../../../src/tenon-host.ts'

/** Every method of every path below `/tenon` goes to Tenon. */
const answer = (request: Request) => tenonHost().fetch(request)

export const dynamic = 'force-dynamic'
export { answer as DELETE, answer as GET, answer as HEAD, answer as PATCH, answer as POST, answer as PUT }

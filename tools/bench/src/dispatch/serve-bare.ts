import { Hono } from 'hono'
import { answerOf } from './bench-field.ts'
import { serveForked } from './bench-server.ts'

/** The peer: the handler in a Hono application of its own, nothing in between. */
const app = new Hono()
app.get('/t/:tenant/:module/v1/items/:sku', (context) => context.json(answerOf(context.req.param('tenant'), context.req.param('sku'))))
serveForked(app.fetch)

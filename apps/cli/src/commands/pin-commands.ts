import { cliErrors } from '../cli-errors.ts'
import { renderPin, renderPins } from '../render/render-pins.ts'
import type { Report } from '../report.ts'
import { parseInstant, parseModuleSpec } from './module-spec.ts'
import type { RegisterCommands } from './register.ts'
import { actorOf } from './session.ts'
import type { Session } from './session.ts'

interface PinOptions {
  readonly owner?: string
  readonly reason?: string
  readonly until?: string
  readonly remove?: true
}

interface PinTarget {
  readonly tenant: string
  readonly spec: string
}

const examples = `
Examples:
  tenon pin
  tenon pin acme inventory@~1.2 --reason "audit season" --until 2027-03-01
  tenon pin acme inventory --remove --reason "audit is over"`

/** `pin`. */
export const registerPinCommands: RegisterCommands = (program, handle) => {
  handle<[string?, string?], PinOptions>(
    program.command('pin').description('list pins, or fix what a tenant may run; a pin selects, it never moves data')
      .argument('[tenant]')
      .argument('[module@range]', 'such as inventory@~1.2')
      .option('--owner <owner>', 'who answers for the pin (default: you)')
      .option('--reason <reason>', 'why it is there; needed to set one')
      .option('--until <date>', 'day after which it asks for attention; it never moves a tenant by itself')
      .option('--remove', 'remove the pin of this module')
      .addHelpText('after', examples),
    (session, { args: [tenant, spec], options }) => {
      if (tenant === undefined || spec === undefined) return listPins(session, tenant, options)
      return options.remove === true ? removePin(session, { tenant, spec }, options) : setPin(session, { tenant, spec }, options)
    },
  )
}

async function listPins({ control }: Session, tenant: string | undefined, options: PinOptions): Promise<Report> {
  if (Object.keys(options).length > 0) throw usage('name the tenant and the module to pin')
  return renderPins(await control.listPins(tenant))
}

async function setPin({ control, actor, world }: Session, { tenant, spec }: PinTarget, options: PinOptions): Promise<Report> {
  const { owner = world.userName, reason, until } = options
  if (reason === undefined) throw usage('a pin needs a --reason')
  const expiresAt = until === undefined ? null : parseInstant(until, 'tenon pin')
  return renderPin(await control.setPin({ ...parseModuleSpec(spec, 'tenon pin'), tenantId: tenant, owner, reason, expiresAt, actor }))
}

async function removePin(session: Session, { tenant, spec }: PinTarget, { reason = 'removed' }: PinOptions): Promise<Report> {
  const [module = spec] = spec.split('@')
  await session.control.removePin(tenant, module, actorOf(session, reason))
  return {
    json: { tenantId: tenant, module, removed: true },
    lines: [`${tenant}  ${module}  pin removed`],
    page: (paint) => `${paint.bold(tenant)}   ${module} pin removed; it stays on its version until you plan a move`,
  }
}

function usage(message: string) {
  return cliErrors.USAGE_WRONG({ message, command: 'tenon pin' })
}

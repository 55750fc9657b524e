import { renderDoctor, renderRenewedGuards } from '../render/render-doctor.ts'
import type { CommandInput, RegisterCommands } from './register.ts'

/** `doctor`: looks at the database itself, or renews its guards, without a host and without opening the registry. */
export const registerDoctorCommand: RegisterCommands = (program, handle) => {
  handle(
    program.command('doctor').description('examine the database of DATABASE_URL (and DATABASE_DIRECT_URL), else the one under .tenon: settings, roles, guards, poolers; changes nothing; exit code 1 when there are problems')
      .option('--renew-guards', 'instead, give tables with the guard of an earlier release the guard of today; a tenant at a time, reads no row; exit code 1 when some were in use'),
    async ({ world }, { options }: CommandInput<readonly [], { readonly renewGuards?: true }>) => {
      const { examine, renew } = await import('../doctor/examine.ts')
      return options.renewGuards ? renderRenewedGuards(await renew(world.env)) : renderDoctor(await examine(world.env))
    },
    'nothing',
  )
}

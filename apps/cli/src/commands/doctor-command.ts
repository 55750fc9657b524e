import { renderDoctor } from '../render/render-doctor.ts'
import type { RegisterCommands } from './register.ts'

/** `doctor`: looks at the database itself, without a host and without opening the registry. */
export const registerDoctorCommand: RegisterCommands = (program, handle) => {
  handle(
    program.command('doctor').description('examine the database of DATABASE_URL (and DATABASE_DIRECT_URL), else the one under .tenon: settings, roles, guards, poolers; changes nothing; exit code 1 when there are problems'),
    async ({ world }) => {
      const { examine } = await import('../doctor/examine.ts')
      return renderDoctor(await examine(world.env))
    },
    'nothing',
  )
}

import type { MigrationPhase } from '@tenon/model'
import { InvalidArgumentError, Option } from 'commander'
import { renderDraft } from '../render/render-draft.ts'
import { renderLint } from '../render/render-lint.ts'
import type { RegisterCommands } from './register.ts'

interface NewOptions {
  readonly module: string
  readonly phase?: MigrationPhase
  readonly print?: true
}

interface LintOptions {
  readonly module: string
}

const phases = ['expand', 'backfill', 'contract', 'irreversible'] as const satisfies readonly MigrationPhase[]

/** `migration`: for authors of modules. Neither speaks to a host. */
export const registerMigrationCommands: RegisterCommands = (program, handle) => {
  const migration = program.command('migration').description('write and judge the migrations of a module')
  handle<[string], NewOptions>(
    migration.command('new').description('draft a migration, up and down, from the change in schema.prisma; tries it on DATABASE_URL, else on a PostgreSQL of its own')
      .argument('<verb_noun>', 'what it does, such as add_lots', parseName)
      .option('--module <directory>', 'folder of the module', '.')
      .addOption(new Option('--phase <phase>', 'put everything into one migration of this phase').choices(phases))
      .option('--print', 'show the files instead of writing them'),
    async ({ world }, { args: [name], options: { module, phase, print } }) => {
      // Parser, schema engine and database driver are loaded by those who need them: other commands start without.
      const { draftModule, writeDraft } = await import('../authoring/draft-module.ts')
      const draft = await draftModule({ directory: module, name, env: world.env, ...(phase !== undefined && { phase }) })
      if (print !== true) await writeDraft(module, draft)
      return renderDraft(draft, { directory: module, print: print === true })
    },
  )
  handle<[], LintOptions>(
    migration.command('lint').description('judge the migrations of a module without running them; exit code 1 when there are errors')
      .option('--module <directory>', 'folder of the module', '.'),
    async (_session, { options: { module } }) => {
      const { lintModule } = await import('../authoring/lint-module.ts')
      return renderLint(await lintModule(module), module)
    },
  )
}

function parseName(text: string): string {
  if (/^[a-z0-9]+(_[a-z0-9]+)+$/.test(text)) return text
  throw new InvalidArgumentError('A migration is named by a verb and a noun: add_lots.')
}

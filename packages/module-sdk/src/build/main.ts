import { readFile } from 'node:fs/promises'
import { exitCodeOf, isTenonError } from '@tenon/model'
import { buildErrors } from './build-errors.ts'
import { buildModule } from './build-module.ts'
import { generateModule } from './generate-module.ts'

/** `tenon-module generate` and `tenon-module build`, run in a module's directory. */
async function run(command: string): Promise<string> {
  const place = { directory: process.cwd(), node: process.execPath, environment: process.env }
  switch (command) {
    case 'generate':
      await generateModule(place)
      return 'generated src/generated'
    case 'build': {
      const manifest = await buildModule(place)
      return `${manifest.name} ${manifest.version}: ${manifest.migrations.length} migrations, ${manifest.routes.length} routes`
    }
    case '--version':
      return ownVersion()
    default:
      throw buildErrors.BUILD_COMMAND_UNKNOWN({ command })
  }
}

async function ownVersion(): Promise<string> {
  const packageJson = new URL(import.meta.resolve('@tenon/module-sdk/package.json'))
  return (JSON.parse(await readFile(packageJson, 'utf8')) as { version: string }).version
}

try {
  process.stdout.write(`${await run(process.argv[2] ?? '')}\n`)
} catch (error) {
  if (!isTenonError(error)) throw error
  process.stderr.write(`${error.message}\n${error.problem.next}\n`)
  process.exitCode = exitCodeOf[error.problem.category]
}

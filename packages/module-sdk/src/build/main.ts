import { describeModule } from './describe-module.ts'

const manifest = await describeModule(process.cwd())
process.stdout.write(`${manifest.name} ${manifest.version}: ${manifest.migrations.length} migrations, ${manifest.routes.length} routes\n`)

import { runTests } from './src/run-tests.ts'

process.exitCode = await runTests(process.argv.slice(2))

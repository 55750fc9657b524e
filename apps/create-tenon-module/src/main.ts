import { exitCodeOf, isTenonError } from '@tenon/model'
import { runCreate } from './run-create.ts'

try {
  process.stdout.write(`${await runCreate(process.argv.slice(2), process.cwd())}\n`)
} catch (error) {
  if (!isTenonError(error)) throw error
  process.stderr.write(`${error.code}  ${error.message}\n${error.problem.next}\n`)
  process.exitCode = exitCodeOf[error.problem.category]
}

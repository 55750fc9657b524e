import { noProcessAccess } from './no-process-access.ts'
import { ruleTester } from './rule-tester.ts'

ruleTester.run('no-process-access', noProcessAccess, {
  valid: ['log.info("served")', 'process.hrtime.bigint()', 'const { env } = options', 'settings.process.env'],
  invalid: [
    { code: 'console.log("served")', errors: [{ messageId: 'console', line: 1, column: 1 }] },
    { code: 'const url = process.env.DATABASE_URL', errors: [{ messageId: 'process', line: 1, column: 13 }] },
    { code: 'process.exit(1)', errors: [{ messageId: 'process' }] },
    { code: 'process.exitCode = 1', errors: [{ messageId: 'process' }] },
    { code: "process.on('SIGINT', stop)", errors: [{ messageId: 'process' }] },
  ],
})

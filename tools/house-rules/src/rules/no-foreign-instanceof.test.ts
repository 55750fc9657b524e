import { noForeignInstanceof } from './no-foreign-instanceof.ts'
import { ruleTester } from './rule-tester.ts'

ruleTester.run('no-foreign-instanceof', noForeignInstanceof, {
  valid: [
    'error instanceof Error',
    "import { HTTPException } from 'hono/http-exception'\nif (error instanceof HTTPException) respond(error)",
    { name: 'a class of the same file', code: 'class Own {}\nvalue instanceof Own' },
  ],
  invalid: [
    {
      code: "import { TenonError } from '@tenon/model'\nfunction f(error: unknown) { return error instanceof TenonError }",
      errors: [{ messageId: 'identity', line: 2, column: 37 }],
    },
  ],
})

import { fileName } from './file-name.ts'
import { ruleTester } from './rule-tester.ts'

const code = 'export {}'

ruleTester.run('file-name', fileName, {
  valid: ['/src/create-host.ts', '/src/create-host.test.ts', '/src/create-host.pg.test.ts', '/src/manifest.test-d.ts', '/app/page.tsx'].map((filename) => ({ filename, code })),
  invalid: [
    { filename: '/src/createHost.ts', code, errors: [{ messageId: 'shape' }] },
    { filename: '/src/create_host.ts', code, errors: [{ messageId: 'shape' }] },
    { filename: '/src/utils.ts', code, errors: [{ messageId: 'vague' }] },
    { filename: '/src/helpers.test.ts', code, errors: [{ messageId: 'vague' }] },
  ],
})

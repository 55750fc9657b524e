import { runModuleSuite } from '@tenon/test-kit/module-suite'

runModuleSuite({ directory: new URL('..', import.meta.url) })

import { boundaryChoice } from '@tenon/test-kit'
import { runModuleSuite } from '@tenon/test-kit/module-suite'

const root = new URL('../../../..', import.meta.url)

runModuleSuite({ directory: new URL('..', import.meta.url), releases: new URL('releases', root), boundaries: boundaryChoice(process.env['TENON_BOUNDARIES']) })

import { packageBuild } from '../../tsup.base.ts'

export default packageBuild(['src/index.ts', 'src/module/index.ts', 'src/suite/index.ts', 'src/vitest/postgres-18.ts', 'src/vitest/postgres-15.ts'])

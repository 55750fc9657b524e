import { packageBuild } from '../../tsup.base.ts'

export default packageBuild(['src/index.ts', 'src/embedded/index.ts', 'src/wake-ups/index.ts'])

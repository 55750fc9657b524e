import { packageBuild } from '../../tsup.base.ts'

export default packageBuild(['src/index.ts', 'src/control-client/index.ts', 'src/watch/watch-thread.ts'])

import { packageBuild } from '../../tsup.base.ts'

export default packageBuild(['src/index.ts', 'src/http/index.ts', 'src/build/index.ts', 'src/build/main.ts', 'src/ports/index.ts'])

/** A module on a real host over a real database, for its own tests. @module */
export { openTestModule } from './open-test-module.ts'
export type { OpenTestModuleOptions } from './open-test-module.ts'
export type { ModulePlaces } from './read-matrix.ts'
export type { TestAnswer, TestCall, TestModule, TenantRows } from './test-module.ts'
export type { MatrixVersion, ModuleMatrix } from '../suite/module-matrix.ts'

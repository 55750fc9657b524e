/** A new module as files: what `npm create tenon-module` and the workspace's generator write. @module */
export { generatorErrors } from './generator-errors.ts'
export type { ModuleFile } from './module-file.ts'
export { moduleFiles } from './module-files.ts'
export type { GeneratedModule, ModuleFilesOptions } from './module-files.ts'
export type { ModuleWordsOptions } from './module-words.ts'
export { readTemplate } from './read-template.ts'

/** A file as text. */
export interface ModuleFile {
  /** From the module's folder, with slashes. */
  readonly path: string
  readonly text: string
}

import type { CompileMove } from './sort-fleet.ts'

/** Compiles each move once, however often it is asked for; one whose compilation broke is compiled again. */
export function rememberCompiled(compile: CompileMove): CompileMove {
  const begun = new Map<string, ReturnType<CompileMove>>()
  return (request) => {
    const { direction, from, toDataVersion } = request
    const key = JSON.stringify([direction, from, toDataVersion])
    const known = begun.get(key)
    if (known !== undefined) return known
    const compilation = compile(request)
    begun.set(key, compilation)
    compilation.catch(() => begun.delete(key))
    return compilation
  }
}

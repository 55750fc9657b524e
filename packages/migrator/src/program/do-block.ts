import { quoteLiteral } from '../quote-identifier.ts'

/** An anonymous block of these PL/pgSQL statements: about 0.1 ms for its compilation, so there are few. */
export function doBlock(statements: readonly string[]): string {
  return `do ${quoteLiteral(`begin\n${statements.map((statement) => `${statement};\n`).join('')}end`)}`
}

/** A PL/pgSQL statement that runs others only when a condition holds: what they would read is then not even planned. */
export function when(condition: string, statements: readonly string[]): string {
  return [`if ${condition} then`, ...statements.map((statement) => `${statement};`), 'end if'].join('\n')
}

/** The PL/pgSQL statement that ends the move with an error. */
export function raise(sqlState: string, message: string): string {
  return `raise exception using errcode = ${quoteLiteral(sqlState)}, message = ${quoteLiteral(message)}`
}

import { readFile, writeFile } from 'node:fs/promises'

/** Flips one bit in the middle of a file; doing it again restores the file. */
export async function changeByte(file: string): Promise<void> {
  const bytes = await readFile(file)
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  await writeFile(file, bytes)
}

import type { BenchResult } from '../bench-result.ts'
export async function runLoad(): Promise<BenchResult> { throw new TypeError('not yet') }

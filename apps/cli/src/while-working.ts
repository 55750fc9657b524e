import { Listr } from 'listr2'

/** Shows a person one line while something is done that says nothing of its own, with the time it has taken so far; gone once it has ended. */
export async function whileWorking<Result>(title: string, work: Promise<Result>): Promise<Result> {
  const startedAt = performance.now()
  const task = {
    title,
    task: async (_context: unknown, line: { output: string }) => {
      const ticking = setInterval(() => { line.output = `${Math.round((performance.now() - startedAt) / 1000)} s` }, 1_000)
      await work.finally(() => clearInterval(ticking)).catch(() => undefined)
    },
  }
  await new Listr([task], { rendererOptions: { clearOutput: true } }).run()
  return work
}

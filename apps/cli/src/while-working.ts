import { Listr } from 'listr2'

/** Says what is done at the moment. */
export type SayNow = (now: string) => void

/**
 * Shows a person one line while something is done, with the time it has taken so far and what it says it does; gone once it has
 * ended.
 */
export async function whileWorking<Result>(title: string, work: (say: SayNow) => Promise<Result>): Promise<Result> {
  const startedAt = performance.now()
  let now = ''
  let show: () => void = () => undefined
  const working = work((said) => {
    now = said
    show()
  })
  const task = {
    title,
    task: async (_context: unknown, line: { output: string }) => {
      show = () => { line.output = [now, `${Math.round((performance.now() - startedAt) / 1000)} s`].filter((text) => text !== '').join('   ') }
      if (now !== '') show()
      const ticking = setInterval(show, 1_000)
      await working.catch(() => undefined).finally(() => clearInterval(ticking))
    },
  }
  await new Listr([task], { rendererOptions: { clearOutput: true } }).run()
  return working
}

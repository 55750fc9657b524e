/**
 * Works through items in order, at most `concurrency` at a time. `more` is asked before each item; once
 * it says no, nothing new is begun and what is under way is finished. Rejects with the first rejection,
 * after what was under way has ended.
 */
export async function inParallel<Item>(items: AsyncIterable<Item>, options: { readonly concurrency: number; readonly more: () => boolean }, work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items[Symbol.asyncIterator]()
  let broken = false
  const worker = async () => {
    while (!broken && options.more()) {
      const { done, value } = await rest.next()
      if (done === true || broken || !options.more()) return
      await work(value)
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: options.concurrency }, () => worker().catch((error: unknown) => {
    broken = true
    throw error
  })))
  const failure = outcomes.find(({ status }) => status === 'rejected')
  if (failure?.status === 'rejected') throw failure.reason
}

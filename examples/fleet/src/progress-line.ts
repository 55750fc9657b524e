import type { FleetOutcome, FleetProgress } from '@tenon/migrator'

const barWidth = 24

/** How far a pass is, as one line of text. */
export function progressLine({ state, done, total, counts, perSecond, remainingMs, current }: FleetProgress): string {
  const filled = total === 0 ? barWidth : Math.floor((done / total) * barWidth)
  const wrong = counts.failed + counts.drifted
  const facts = [
    `${String(done).padStart(String(total).length)} of ${total}`,
    `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`,
    ...(wrong === 0 ? [] : [`${wrong} not moved`]),
    ...(state === 'waiting' ? ['the database does not answer, waiting'] : [`${Math.round(perSecond)}/s`]),
    ...(state === 'moving' && remainingMs !== null ? [`${Math.ceil(remainingMs / 1000)} s left`] : []),
    ...(current.length === 0 ? [] : [current.slice(0, 4).join(' ')]),
  ]
  return facts.join('  ')
}

/** What a pass came to, and what to do about it. */
export function outcomeLines({ runId, status, counts, problems }: FleetOutcome): readonly string[] {
  const numbers = Object.entries(counts).filter(([, count]) => count > 0).map(([name, count]) => `${count} ${name}`)
  const advice = { succeeded: [], stopped: [`go on: --resume ${runId ?? ''}`], incomplete: [`after the correction: --resume ${runId ?? ''}`, `or take it back: --undo ${runId ?? ''}`] }
  return [
    `${status}: ${numbers.join(', ')}`,
    ...problems.flatMap(({ target, status: each, problem }) => [`  ${target.tenantId} ${each}: ${problem.title}`, `    ${problem.next}`]),
    ...advice[status],
  ]
}

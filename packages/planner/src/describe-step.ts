import type { PlanStep } from '@tenon/model'

/** The short title of a step: what a journal, a table and a progress line show. */
export function describeStep(step: PlanStep): string {
  switch (step.kind) {
    case 'fetch':
      return `fetch ${step.module} ${step.version}`
    case 'prepare':
      return `prepare ${step.module} ${step.migration}`
    case 'hold':
      return `hold requests of ${step.module}`
    case 'migrate-up':
      return `${step.phase} ${step.module} ${step.migration}`
    case 'migrate-down':
      return `undo ${step.module} ${step.migration}`
    case 'contract':
      return `contract ${step.module} ${step.migration}`
    case 'write-lock':
      return 'write the lock'
    case 'switch':
      return `switch ${step.modules.join(', ')}`
    default:
      return step satisfies never
  }
}

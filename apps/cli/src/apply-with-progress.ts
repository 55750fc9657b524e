import type { ControlPlane } from '@tenon/host/client'
import type { Operation, Plan } from '@tenon/model'
import type { ApplyOptions, OperationProgress } from '@tenon/registry'
import { Listr } from 'listr2'
import { movesInWords } from './render/render-plan.ts'

/** Applies a plan while a person looks on: one line that says which step runs, gone once the operation has ended. */
export async function applyWithProgress(control: ControlPlane, plan: Plan, options: ApplyOptions): Promise<Operation> {
  let show: (progress: OperationProgress) => void = () => undefined
  const applied = control.apply(plan.id, { ...options, onProgress: (progress) => show(progress) })
  const task = {
    title: `${plan.tenantId}   ${movesInWords(plan.moves)}`,
    task: async (_context: unknown, line: { output: string }) => {
      show = ({ step, title, progress }) => { line.output = [`step ${step + 1} of ${plan.steps.length}: ${title}`, ...(progress?.notes ?? [])].join(', ') }
      await applied
    },
  }
  await new Listr([task], { rendererOptions: { clearOutput: true } }).run()
  return applied
}

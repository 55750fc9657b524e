import { defineErrors } from '@tenon/model'
import type { ProvidedInterface } from '@tenon/model'
import type { ModuleDefinition } from '../module.ts'

const errors = defineErrors({
  INTERFACE_NOT_PROVIDED: {
    category: 'invalid-input',
    title: (d: { interface: string }) => `The code answers the interface "${d.interface}", which the manifest does not provide.`,
    next: () => 'Add it to `provides` in the manifest with its version, or take it out of `interfaces`.',
  },
})

/**
 * What a module provides, with the operations that its code answers. An interface without code stays: it
 * then says what a version stands for, and cannot be called.
 * @throws INTERFACE_NOT_PROVIDED
 */
export function providedInterfaces({ manifest, interfaces = {} }: Pick<ModuleDefinition, 'manifest' | 'interfaces'>): readonly ProvidedInterface[] {
  const provides = manifest.provides ?? []
  const unknown = Object.keys(interfaces).find((name) => !provides.some((provided) => provided.name === name))
  if (unknown !== undefined) throw errors.INTERFACE_NOT_PROVIDED({ interface: unknown })
  return provides.map((provided) => {
    const operations = Object.keys(interfaces[provided.name] ?? {}).toSorted()
    return operations.length === 0 ? provided : { ...provided, operations }
  })
}

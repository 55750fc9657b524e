import type { Manifest, RequiredInterface } from '@tenon/model'

/** What a version offers of one interface. Null: whatever the others need, in nobody's way. */
export interface Offer {
  readonly name: string
  readonly versions: readonly string[] | null
}

/** What a version asks of one interface. */
export type Need = Pick<RequiredInterface, 'name' | 'range' | 'optional'>

/** All that matters of a version to the other modules of a tenant. Versions of the same shape are interchangeable. */
export interface InterfaceShape {
  readonly needs: readonly Need[]
  readonly offers: readonly Offer[]
}

/** The shape of a version. */
export function interfaceShape({ provides, requires }: Pick<Manifest, 'provides' | 'requires'>): InterfaceShape {
  const offers = [...Map.groupBy(provides, ({ name }) => name)]
  return {
    needs: requires.map(({ name, range, optional }) => ({ name, range, optional })),
    offers: offers.map(([name, entries]) => ({ name, versions: [...new Set(entries.map(({ version }) => version))].sort() })),
  }
}

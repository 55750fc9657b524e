import type { Manifest, RequiredInterface } from '@tenon/model'
import { interfaceAllows } from './version-range.ts'

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

/** What says of two versions whether they are of the same shape. */
export interface InterfaceShapes {
  /** The one shape of all versions that need the same, and offer what fits the same ranges of those that are needed anywhere. */
  shapeOf(manifest: InterfacesOf): InterfaceShape
}

type InterfacesOf = Pick<Manifest, 'provides' | 'requires'>

/**
 * Learns from all manifests which ranges are needed, so that versions of an interface that fit the same of
 * them count as one: in a shape the lowest of them, by text, stands for all.
 */
export function interfaceShapes(manifests: readonly InterfacesOf[]): InterfaceShapes {
  const standIn = standIns(manifests)
  const shapes = new Map<string, InterfaceShape>()
  return {
    shapeOf({ provides, requires }) {
      const offers = [...Map.groupBy(provides, ({ name }) => name)].map(([name, entries]) => ({ name, versions: [...new Set(entries.map(({ version }) => standIn(name, version)))].sort() }))
      const needs = requires.map(({ name, range, optional }) => ({ name, range, optional }))
      const key = JSON.stringify([offers, needs])
      const shape = shapes.get(key) ?? { needs, offers }
      shapes.set(key, shape)
      return shape
    },
  }
}

function standIns(manifests: readonly InterfacesOf[]): (name: string, version: string) => string {
  const ranges = Map.groupBy(manifests.flatMap(({ requires }) => requires), ({ name }) => name)
  const offered = Map.groupBy(manifests.flatMap(({ provides }) => provides), ({ name }) => name)
  const known = new Map<string, string>()
  for (const [name, entries] of offered) {
    const needed = [...new Set(ranges.get(name)?.map(({ range }) => range))].sort()
    const versions = [...new Set(entries.map(({ version }) => version))].sort()
    const alike = Map.groupBy(versions, (version) => needed.map((range) => interfaceAllows(range, version)).join())
    for (const same of alike.values()) for (const version of same) known.set(`${name}@${version}`, same[0] ?? version)
  }
  return (name, version) => known.get(`${name}@${version}`) ?? version
}

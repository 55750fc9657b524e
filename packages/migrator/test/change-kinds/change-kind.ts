import fc from 'fast-check'
import type { Step } from '../fixture.ts'

/** A row as a test knows it: every value as PostgreSQL writes it. */
export type Row = Readonly<Record<string, string | null>>

/** All rows of some tables, by table and then by key. */
export type State = Readonly<Record<string, ReadonlyMap<string, Row>>>

/** What one version writes into and reads from one table. */
export interface TableModel {
  readonly table: string
  readonly key: readonly string[]
  /** How each column's values are made; the key's columns included. */
  readonly columns: Readonly<Record<string, fc.Arbitrary<string | null>>>
  /** Columns that are read and never written. */
  readonly readOnly?: readonly string[]
}

/** One kind of change, as a good author writes it. */
export interface ChangeKind {
  readonly name: string
  /** The first migration: the shape that the old version knows. */
  readonly old: string
  /** The change itself: data version 2 and on. */
  readonly change: readonly Step[]
  readonly oldTables: readonly TableModel[]
  readonly newTables: readonly TableModel[]
  /** The rows of the old version on which a row of the new one rests; without it, the row of the same key in the only old table. */
  readonly restsOn?: (table: string, row: Row, old: State) => readonly (Row | undefined)[]
  /** Columns, by table, of which the old version sees nothing. */
  readonly onlyNew: Readonly<Record<string, readonly string[]>>
  /** Data versions at which a move may stop: those of released versions. Default: each. */
  readonly stops?: readonly number[]
  /** A sequence of the new version: it never hands out a number twice. */
  readonly counter?: string
  /** A query that must answer true at the end. */
  readonly holds?: string
}

const smallIds = fc.integer({ min: 1, max: 5 }).map(String)
/** Keys from a domain so small that versions meet on the same rows. */
export const id: fc.Arbitrary<string> = smallIds
/** Any text PostgreSQL can hold, short. */
export const words: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', ' ', 'a b', `it's "quoted" \\ {},`, 'null', 'é漢🙂', 'line\nbreak'),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replaceAll('\0', '')),
)
/** A text or null. */
export const maybeWords: fc.Arbitrary<string | null> = fc.option(words, { freq: 4 })
/** One word: no spaces, not empty. */
export const word: fc.Arbitrary<string> = fc.constantFrom('Ada', 'Bo', 'çelik', '李', "O'Neil", 'x')
/** The whole range of an integer column. */
export const integer: fc.Arbitrary<string> = fc.oneof(fc.constantFrom('0', '-2147483648', '2147483647'), fc.integer({ min: -999, max: 999 }).map(String))
/** Exact to the fourth digit. */
export const decimal: fc.Arbitrary<string> = fc.integer({ min: -99_999_999, max: 99_999_999 }).map((n) => (n / 10_000).toFixed(4))

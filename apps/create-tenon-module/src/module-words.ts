import { isModuleName } from '@tenon/model'
import { generatorErrors } from './generator-errors.ts'

/** What a new module is called, and what it keeps. */
export interface ModuleWordsOptions {
  /** `billing`, `stock-count`. */
  readonly name: string
  /** What it keeps, one word in the singular. Default `entry`. */
  readonly noun?: string
}

/** Every form in which the two words appear in a module. */
export interface ModuleWords {
  readonly name: string
  /** `StockCount`. */
  readonly type: string
  /** `stockCount`. */
  readonly value: string
  /** `Stock count`. */
  readonly title: string
  readonly noun: string
  /** `entries`. */
  readonly nouns: string
}

/** First words of the host's own paths and permissions. */
const hostWords = ['tenon', 'api', 'docs', 'health', 'openapi', 't']

/** Words that mean something else where a noun stands: as a type, as a value in TypeScript, or as a table in PostgreSQL. */
const takenNouns = new Set(`
  array boolean date error function map module number object promise record request response scope set string symbol type
  break case catch class const continue default delete else enum export extends false finally for if import in instanceof new null
  return super switch this throw true try typeof var void while with yield let static await
  all analyse analyze and any as asc authorization binary both cast check collate column constraint create cross current desc distinct do
  end except fetch foreign freeze from full grant group having ilike initially inner intersect into is isnull join lateral leading left
  like limit localtime natural not notnull offset on only or order outer overlaps placing primary references returning right select
  similar some table tablesample then to trailing union unique user using variadic verbose when where window
  errors manifest generated name code`.split(/\s+/).filter(Boolean))

/** @throws MODULE_NAME_INVALID, MODULE_NAME_RESERVED, NOUN_INVALID */
export function moduleWords({ name, noun = 'entry' }: ModuleWordsOptions): ModuleWords {
  if (!isModuleName(name)) throw generatorErrors.MODULE_NAME_INVALID({ name })
  if (hostWords.includes(name)) throw generatorErrors.MODULE_NAME_RESERVED({ name })
  const reason = faultOf(noun)
  if (reason !== null) throw generatorErrors.NOUN_INVALID({ noun, reason })
  const type = name.split('-').map(capitalized).join('')
  return { name, type, value: `${type.charAt(0).toLowerCase()}${type.slice(1)}`, title: capitalized(name.replaceAll('-', ' ')), noun, nouns: pluralOf(noun) }
}

/** With its first letter large. */
export function capitalized(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`
}

function faultOf(noun: string): string | null {
  if (!/^[a-z]{2,24}$/.test(noun)) return 'it is not one word of lower-case letters'
  if (takenNouns.has(noun)) return 'it means something else in TypeScript or SQL'
  return pluralOf(noun) === noun ? 'its plural is the same word' : null
}

function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`
  return /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`
}

import type { ModuleFile } from './module-file.ts'
import { capitalized } from './module-words.ts'
import type { ModuleWords } from './module-words.ts'

/**
 * The template is a module that works: `billing`, which keeps invoices. A new module is the same with other words,
 * so the template is compiled, linted and tested as what it is.
 */
export function renameTemplate(template: readonly ModuleFile[], words: ModuleWords, packageName: string): readonly ModuleFile[] {
  const forms = formsOf(words, packageName)
  const pattern = new RegExp(Object.keys(forms).toSorted((a, b) => b.length - a.length).map((form) => form.replace(/[.?]/g, '\\$&')).join('|'), 'g')
  const rename = (text: string) => text.replace(pattern, (form) => forms[form] ?? form)
  return template.map(({ path, text }) => ({ path: rename(path), text: rename(text) }))
}

/** Longest first: the word of the package holds that of the module. */
function formsOf({ name, type, value, title, noun, nouns }: ModuleWords, packageName: string): Readonly<Record<string, string>> {
  return {
    '@tenon/billing': packageName,
    "title: 'Billing'": `title: '${title}'`,
    'let billing': `let ${value}`,
    'billing = ': `${value} = `,
    'billing.addTenant': `${value}.addTenant`,
    'billing.call': `${value}.call`,
    'billing.events': `${value}.events`,
    'billing.setSettings': `${value}.setSettings`,
    'billing?.close': `${value}?.close`,
    billing: name,
    Billing: type,
    invoices: nouns,
    Invoices: capitalized(nouns),
    invoice: noun,
    Invoice: capitalized(noun),
    INVOICE: noun.toUpperCase(),
  }
}

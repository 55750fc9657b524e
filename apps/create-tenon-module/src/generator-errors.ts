import { defineErrors } from '@tenon/model'

/** What can go wrong when a module is generated. */
export const generatorErrors = defineErrors({
  MODULE_NAME_INVALID: {
    category: 'invalid-input',
    title: (d: { name: string }) => `"${d.name}" cannot name a module.`,
    next: () => 'Use lower-case letters, digits and single dashes, at most 24 characters, a letter first: billing, stock-count.',
  },
  MODULE_NAME_RESERVED: {
    category: 'invalid-input',
    title: (d: { name: string }) => `"${d.name}" names a part of the host, so no module can have it.`,
    next: () => 'Choose another name.',
  },
  NOUN_INVALID: {
    category: 'invalid-input',
    title: (d: { noun: string; reason: string }) => `"${d.noun}" cannot name what a module keeps: ${d.reason}.`,
    next: () => 'Use one word in the singular, lower-case letters alone, at most 24: invoice, contract.',
  },
  PACKAGE_NAME_INVALID: {
    category: 'invalid-input',
    title: (d: { packageName: string }) => `"${d.packageName}" cannot name an npm package.`,
    next: () => 'Use lower-case letters, digits, dots and dashes, with a scope if you have one: @acme/billing.',
  },
  MODULE_EXISTS: {
    category: 'conflict',
    title: (d: { directory: string }) => `${d.directory} exists already. Nothing was written.`,
    next: () => 'Choose another name or directory, or move that one away.',
  },
  GENERATOR_USAGE: {
    category: 'invalid-input',
    title: (d: { message: string }) => `This cannot be read: ${d.message}.`,
    next: () => 'For example: npm create tenon-module billing -- --noun invoice.',
  },
  MODULE_FOLDER_MISSING: {
    category: 'not-found',
    title: (d: { directory: string }) => `${d.directory} holds no module: there is no package.json with a "tenon" part.`,
    next: () => 'Run it in the folder of a module, or name that with --directory.',
  },
})

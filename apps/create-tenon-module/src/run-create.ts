import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { generatorErrors } from './generator-errors.ts'
import { moduleFiles } from './module-files.ts'
import { readTemplate } from './read-template.ts'
import { writeModule } from './write-module.ts'

/**
 * `npm create tenon-module billing`.
 * @param cwd - where relative directories begin
 * @returns what to tell whoever typed it
 * @throws the errors of `moduleFiles`, GENERATOR_USAGE, MODULE_EXISTS
 */
export async function runCreate(args: readonly string[], cwd: string): Promise<string> {
  const { values, positionals } = parse(args)
  if (values.version === true) return ownVersion()
  const [name, ...more] = positionals
  if (name === undefined || more.length > 0) throw generatorErrors.GENERATOR_USAGE({ message: name === undefined ? 'no module is named' : `more than one module is named (${positionals.join(', ')})` })
  const module = moduleFiles({
    name, place: 'own', template: await readTemplate(),
    ...(values.noun !== undefined && { noun: values.noun }), ...(values.package !== undefined && { packageName: values.package }),
  })
  const directory = values.directory ?? name
  await writeModule(resolve(cwd, directory), [...module.files, { path: '.changeset/first-version.md', text: module.changeset }])
  return nextSteps(module.packageName, directory)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args], allowPositionals: true,
      options: { noun: { type: 'string' }, package: { type: 'string' }, directory: { type: 'string' }, version: { type: 'boolean' } },
    })
  } catch (cause) {
    throw generatorErrors.GENERATOR_USAGE({ message: cause instanceof Error ? cause.message : String(cause) }, { cause })
  }
}

function nextSteps(packageName: string, directory: string): string {
  return [
    `${packageName} stands in ${directory}.`,
    '',
    `  cd ${directory} && npm install`,
    '  npm run build && npm test',
    '  npx tenon dev --module . --tenant acme',
  ].join('\n')
}

async function ownVersion(): Promise<string> {
  return (JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
}

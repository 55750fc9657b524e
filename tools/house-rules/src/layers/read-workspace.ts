import { glob, readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { ImportFact, ImportPlace, Workspace, WorkspacePackage } from './workspace.ts'

interface PackageJson {
  readonly name: string
  readonly private?: boolean
  readonly workspaces?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly nx?: { readonly tags?: readonly string[] }
}

const skippedFolders = new Set(['node_modules', 'dist', '.next', 'generated', 'fixtures', '.tenon'])

/** Reads every package.json of the workspace and every import of every TypeScript file, sorted by path. */
export async function readWorkspace(root: string): Promise<Workspace> {
  const rootPackage = await readPackageJson(root)
  const manifests = await list(root, (rootPackage.workspaces ?? []).map((pattern) => `${pattern}/package.json`))
  const packages = await Promise.all(manifests.map((file) => readPackage(root, dirname(file))))
  return { packages, sharedDevDependencies: new Set(Object.keys(rootPackage.devDependencies ?? {})) }
}

async function readPackage(root: string, directory: string): Promise<WorkspacePackage> {
  const json = await readPackageJson(join(root, directory))
  const files = await list(root, [`${directory}/**/*.{ts,tsx}`])
  return {
    name: json.name,
    directory,
    layers: (json.nx?.tags ?? []).filter((tag) => tag.startsWith('layer:')).map((tag) => tag.slice('layer:'.length)),
    isPrivate: json.private === true,
    dependencies: new Set(Object.keys({ ...json.dependencies, ...json.peerDependencies, ...json.optionalDependencies })),
    devDependencies: new Set(Object.keys(json.devDependencies ?? {})),
    imports: (await Promise.all(files.map((file) => readImports(root, file, directory)))).flat(),
  }
}

async function readImports(root: string, file: string, directory: string): Promise<readonly ImportFact[]> {
  const { importedFiles } = ts.preProcessFile(await readFile(join(root, file), 'utf8'), true, true)
  const specifiers = importedFiles.map((each) => each.fileName).filter((name) => !name.startsWith('.') && !name.startsWith('#') && !isBuiltin(name))
  const place = placeOf(file.slice(directory.length + 1))
  return [...new Set(specifiers.map(packageNameOf))].map((packageName) => ({ file, packageName, place }))
}

function placeOf(path: string): ImportPlace {
  if (/\.test(-d)?\.tsx?$/.test(path) || path.startsWith('test/') || path.includes('/test/')) return 'test'
  return /^[^/]+\.config\.ts$/.test(path) ? 'config' : 'source'
}

function packageNameOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

async function list(root: string, patterns: readonly string[]): Promise<readonly string[]> {
  const files = await Array.fromAsync(glob([...patterns], { cwd: root, exclude: (name) => skippedFolders.has(name) }))
  return files.toSorted()
}

async function readPackageJson(directory: string): Promise<PackageJson> {
  return JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as PackageJson
}

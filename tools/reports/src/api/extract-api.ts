import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import type { IConfigFile } from '@microsoft/api-extractor'

/**
 * The public declarations of one built entry as TypeScript text, sorted by name and without
 * doc comments, so that only a change of the surface changes it. Costs about two seconds.
 */
export async function extractApi(packageDirectory: string, types: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-api-'))
  try {
    const configObject = configOf(packageDirectory, join(packageDirectory, types), folder)
    const config = ExtractorConfig.prepare({ configObject, configObjectFullPath: undefined, packageJsonFullPath: join(packageDirectory, 'package.json') })
    Extractor.invoke(config, { localBuild: true, showVerboseMessages: false, messageCallback: (message) => { message.handled = true } })
    return declarationsOf(await readFile(join(folder, 'entry.api.md'), 'utf8'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function configOf(projectFolder: string, mainEntryPointFilePath: string, reportFolder: string): IConfigFile {
  return {
    projectFolder,
    mainEntryPointFilePath,
    newlineKind: 'lf',
    compiler: { overrideTsconfig: { compilerOptions: { target: 'ES2024', lib: ['ES2024', 'ESNext', 'DOM', 'DOM.Iterable'], module: 'nodenext', moduleResolution: 'nodenext', types: ['node'], strict: true, skipLibCheck: true }, include: [mainEntryPointFilePath] } },
    apiReport: { enabled: true, reportFileName: 'entry', reportFolder, reportTempFolder: join(reportFolder, 'temp') },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
    },
  }
}

/** Takes the code block out of API Extractor's page. Of its remarks it keeps one: a symbol that nobody documented. */
function declarationsOf(page: string): string {
  const code = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  const marked = code.replaceAll(/^\/\/ @public \(undocumented\)$/gm, '// undocumented')
  return marked.replaceAll(/^ *\/\/ (@public|\(undocumented\)|\(No @packageDocumentation.*)\n/gm, '').trim()
}

import { extractApi } from './extract-api.ts'
import { publicEntriesOf } from './public-entries.ts'
import type { PackageJson } from './public-entries.ts'

/** The page `report.api.md` of one built package: what each of its entries offers. */
export async function apiReport(packageDirectory: string, json: PackageJson): Promise<string> {
  const sections: string[] = []
  // One after the other: each holds a whole TypeScript program.
  for (const entry of publicEntriesOf(json)) {
    const declarations = await extractApi(packageDirectory, entry.types)
    sections.push(`## \`${entry.specifier}\`\n\n\`\`\`ts\n${declarations}\n\`\`\`\n`)
  }
  return [`# API of ${json.name}\n`, 'Written by `npm run reports` from the built declarations. Do not edit: change the code and run it again.\n', ...sections].join('\n')
}

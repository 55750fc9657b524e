import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { apiReport } from './api/api-report.ts'
import type { PackageJson } from './api/public-entries.ts'

const packageDirectory = process.cwd()
const json = JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')) as PackageJson

await writeFile(join(packageDirectory, 'report.api.md'), await apiReport(packageDirectory, json))
console.log(`${json.name}: report.api.md`)

import { findLayerIssues } from './find-layer-issues.ts'
import { readWorkspace } from './read-workspace.ts'

const workspace = await readWorkspace(process.cwd())
const issues = findLayerIssues(workspace)
for (const issue of issues) console.error(`${issue.file}\n  ${issue.code}  ${issue.message}`)
const imports = workspace.packages.reduce((sum, each) => sum + each.imports.length, 0)
console.log(`layers: ${workspace.packages.length} packages, ${imports} imports, ${issues.length} issues`)
process.exitCode = issues.length === 0 ? 0 : 1

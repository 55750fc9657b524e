#!/usr/bin/env node
import { existsSync } from 'node:fs'

const program = new URL('../dist/main.js', import.meta.url)
const major = Number(process.versions.node.split('.')[0])
if (major < 22) {
  process.stderr.write(`tenon needs Node.js 22.12 or newer; this is ${process.versions.node}. In a workspace, \`npx tenon\` finds the one that npm installed.\n`)
  process.exitCode = 1
} else if (existsSync(program)) {
  await import(program.href)
} else {
  process.stderr.write('tenon is not built yet: run `npm run build` first.\n')
  process.exitCode = 1
}

// Plain JavaScript: it has to run on a Node that is too old for the rest, to say so.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  await import('./src/start.ts')
} else {
  process.stderr.write(`Node ${process.versions.node} is too old: this needs 22.18 or later. On Linux and Windows \`npm ci\` brings one along; elsewhere install Node 24 from https://nodejs.org.\n`)
  process.exitCode = 1
}

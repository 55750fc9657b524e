import { buildPackages } from './build-packages.ts'
import { describeStart } from './describe-start.ts'
import { runHostApp } from './run-host-app.ts'

/** `npm start`: build what changed, run the host app with the demo, say what to open and what to try. */
const startedAt = performance.now()
const tell = (text: string) => void process.stdout.write(`${text}\n`)

const failure = await buildPackages(tell)
if (failure === null) {
  process.exitCode = await runHostApp(async (url) => tell(await describeStart(url, performance.now() - startedAt)))
} else {
  process.stderr.write(`${failure}\nThe build failed; its last lines stand above.\n`)
  process.exitCode = 1
}

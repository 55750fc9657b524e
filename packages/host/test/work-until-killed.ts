import { systemClock } from '@tenon/model'
import { openWorkHost } from './open-work-hosts.ts'

// A host in a process of its own that delivers events and runs timers until somebody kills it.
const [url = '', directory = ''] = process.argv.slice(2)
const { host } = await openWorkHost({ url, directory, clock: systemClock })
await host.start()
process.stdout.write('started\n')
setInterval(() => undefined, 1_000)

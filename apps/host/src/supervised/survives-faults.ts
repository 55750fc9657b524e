import type { BlamedVersion, Host } from '@tenon/host'
import type { ModuleLog } from '@tenon/module-sdk'

/** What a host needs to go on when code of a module failed outside of every call. */
export interface SurvivesFaultsOptions {
  readonly process: Pick<NodeJS.Process, 'on' | 'uptime'>
  readonly host: Pick<Host, 'blame'>
  readonly log: ModuleLog
  /** True when this host itself took over from another. */
  readonly isReplacement: boolean
  /** Asks for a fresh host. */
  readonly replace: (reason: string) => void
}

/** A replacement that is younger goes on after an error nobody caught: or a version that throws on every call would replace hosts without end. */
const youngSeconds = 30
const stackDepth = 50

/**
 * Keeps one module's mistake from ending the host for all tenants. A rejection that nobody handled is
 * logged and counted, and the host goes on. After an error that nobody caught it goes on only until a
 * fresh host has taken over: nobody knows what the error left half done. When a module ends the process,
 * its last line says which.
 */
export function survivesFaults({ process, host, log, isReplacement, replace }: SurvivesFaultsOptions): void {
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, stackDepth)
  process.on('unhandledRejection', (error) => {
    log.error('a promise was rejected and nobody listened', { ...host.blame(error, 'unhandledRejections'), error })
  })
  process.on('uncaughtException', (error) => {
    const blamed = host.blame(error, 'uncaughtExceptions')
    log.error('an error was thrown and nobody caught it', { ...blamed, error })
    if (!isReplacement || process.uptime() > youngSeconds) replace(`an error that nobody caught in ${nameOf(blamed)}`)
  })
  process.on('exit', (code) => {
    const blamed = host.blame(new TypeError('who ends the process'), 'uncaughtExceptions')
    if (blamed !== null) log.error('a module version ended the process', { ...blamed, code })
  })
}

function nameOf(blamed: BlamedVersion | null): string {
  return blamed === null ? 'code of no module version' : `${blamed.module} ${blamed.version}`
}

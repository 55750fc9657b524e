import { existsSync } from 'node:fs'
import chromium from '@sparticuz/chromium'
import { chromium as launcher } from 'playwright-core'
import type { Browser } from 'playwright-core'

const installed = '/usr/bin/chromium'

/** Why there is no browser to test with here, or null: the one that npm brings is built for Linux on x64. */
export const noBrowserBecause = existsSync(installed) || (process.platform === 'linux' && process.arch === 'x64')
  ? null
  : `there is no Chromium from npm for ${process.platform} ${process.arch}`

/** A real Chromium without a window: the machine's own, else the one that npm brought. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = existsSync(installed) ? installed : await chromium.executablePath()
  return launcher.launch({ executablePath, args: [...chromium.args, '--no-sandbox', '--disable-background-networking', '--no-first-run'] })
}

import { fileURLToPath } from 'node:url'
import type { NextConfig } from 'next'

const config: NextConfig = {
  // The workspace above holds node_modules.
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  poweredByHeader: false,
  // Two servers of one folder need a build folder each.
  distDir: process.env['EXAMPLE_DIST_DIR'] ?? '.next',
}

export default config

import { defineErrors } from '@tenon/model'

/** What can go wrong when a module is built. */
export const buildErrors = defineErrors({
  BUILD_TOOL_MISSING: {
    category: 'precondition',
    title: (d: { tool: string; directory: string }) => `${d.directory} has no ${d.tool}.`,
    next: (d) => `Add it: npm install --save-dev ${d.tool}.`,
  },
  CLIENT_NOT_GENERATED: {
    category: 'invalid-input',
    title: (d: { directory: string; output: string }) => `Prisma wrote no client for ${d.directory}:\n${d.output}`,
    next: () => 'Correct prisma/schema.prisma; Prisma names the line.',
  },
  BUILD_COMMAND_UNKNOWN: {
    category: 'invalid-input',
    title: (d: { command: string }) => `"${d.command}" is no command of tenon-module.`,
    next: () => 'There are two: tenon-module generate, tenon-module build.',
  },
})

import { defineConfig } from 'tsup'

/** One program, no declarations: nobody imports the command line. */
export default defineConfig({ entry: ['src/main.ts'], format: ['esm'], target: 'node22', sourcemap: true, clean: true, splitting: true })

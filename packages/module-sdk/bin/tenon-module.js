#!/usr/bin/env node
await import('../dist/build/main.js')

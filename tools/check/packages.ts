import { checkPackages } from './src/check-packages.ts'

process.exitCode = await checkPackages()

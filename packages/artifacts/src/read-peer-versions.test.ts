import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { readPeerVersions } from './read-peer-versions.ts'

const semver = dirname(fileURLToPath(import.meta.resolve('semver/package.json')))

it('tells which version of each package the host supplies', async () => {
  expect(await readPeerVersions({ semver })).toEqual({ semver: expect.stringMatching(/^7\./) as string })
})

it('names the package whose copy is not where it was said to be', async () => {
  await expect(readPeerVersions({ semver, ghost: '/nowhere/ghost' })).rejects.toMatchObject({ code: 'HOST_PEER_UNREADABLE', problem: { details: { packageName: 'ghost' } } })
})

import { defineErrors } from '@tenon/model'

interface VersionDetails {
  readonly packageName: string
  readonly version: string
}

const nameOf = ({ packageName, version }: VersionDetails) => `${packageName}@${version}`

/** What can be wrong with a source, an artifact or its code. Each concerns one version, never the others. */
export const artifactErrors = defineErrors({
  HOST_PEER_UNREADABLE: {
    category: 'internal',
    title: (d: { packageName: string; reason: string }) => `The host's own copy of ${d.packageName} cannot be read: ${d.reason}.`,
    next: () => 'Install it where the store is told that it stands (`peers`).',
  },
  ARTIFACT_INTEGRITY_MISMATCH: {
    category: 'precondition',
    title: (d: VersionDetails & { where: string; expected: string; found: string }) => `${nameOf(d)} is refused: the bytes of ${d.where} are not those it was published with.`,
    next: () => 'Find out who changed them. If it was an accident, remove this version from the store, so that it is fetched again, or publish a new version.',
  },
  ARTIFACT_INTEGRITY_MISSING: {
    category: 'precondition',
    title: (d: VersionDetails & { found: string }) => `${nameOf(d)} is refused: its source gives no sha512 integrity (found "${d.found}").`,
    next: () => 'Publish it again with a current npm, or add its sha512 to the index.',
  },
  ARTIFACT_UNSAFE: {
    category: 'precondition',
    title: (d: VersionDetails & { entry: string; reason: string }) => `${nameOf(d)} is refused: its entry "${d.entry}" ${d.reason}.`,
    next: () => 'Pack the module with `npm pack`: plain files only, all below package/.',
  },
  ARTIFACT_MANIFEST_INVALID: {
    category: 'precondition',
    title: (d: VersionDetails & { file: string; reason: string }) => `${nameOf(d)} is refused: ${d.file} does not fit: ${d.reason}.`,
    next: () => 'Build the module with its describe step and publish a new version.',
  },
  ARTIFACT_MIGRATIONS_MISMATCH: {
    category: 'precondition',
    title: (d: VersionDetails & { reason: string }) => `${nameOf(d)} is refused: its migrations are not those of its manifest: ${d.reason}.`,
    next: () => 'Build the module again after the last edit of a migration and publish a new version.',
  },
  ARTIFACT_DEPENDENCIES_UNSUPPORTED: {
    category: 'precondition',
    title: (d: VersionDetails & { dependencies: readonly string[] }) => `${nameOf(d)} is refused: it has dependencies of its own (${d.dependencies.join(', ')}).`,
    next: () => 'Bundle them into the module; only the SDK and the Prisma client are supplied by the host, as peers.',
  },
  ARTIFACT_UNSIGNED: {
    category: 'precondition',
    title: (d: VersionDetails) => `${nameOf(d)} is refused: its registry did not sign it, and the policy requires a signature.`,
    next: () => 'Take it from a registry that signs, or let the policy of this package ask for less.',
  },
  ARTIFACT_SIGNATURE_INVALID: {
    category: 'precondition',
    title: (d: VersionDetails & { reason: string }) => `${nameOf(d)} has no valid registry signature: ${d.reason}.`,
    next: () => 'Do not install it before you know why: compare it with the registry itself, and the keys in use with those the registry publishes.',
  },
  ARTIFACT_PROVENANCE_MISSING: {
    category: 'precondition',
    title: (d: VersionDetails) => `${nameOf(d)} is refused: nothing attests who built it from what, and the policy requires a provenance.`,
    next: () => 'Publish it from a build service with `npm publish --provenance`, or let the policy of this package ask for less.',
  },
  ARTIFACT_PROVENANCE_INVALID: {
    category: 'precondition',
    title: (d: VersionDetails & { reason: string }) => `The provenance of ${nameOf(d)} does not hold: ${d.reason}.`,
    next: () => 'Do not install it before you know why; publish a new version from the build service.',
  },
  ARTIFACT_PROVENANCE_UNEXPECTED: {
    category: 'precondition',
    title: (d: VersionDetails & { repository: string; allowed: readonly string[] }) => `${nameOf(d)} was built from ${d.repository}; the policy allows ${d.allowed.join(', ')}.`,
    next: () => 'If the module moved there, add the repository to the policy; if not, somebody else published it.',
  },
  TRUST_UNREADABLE: {
    category: 'unavailable',
    title: (d: { file: string; reason: string }) => `${d.file} cannot be used to verify origins: ${d.reason}.`,
    next: () => 'Name a file that can be read: a trusted root of sigstore, or keys as /-/npm/v1/keys lists them.',
  },
  ARTIFACT_UNKNOWN: {
    category: 'not-found',
    title: (d: VersionDetails & { sources: readonly string[] }) => `${nameOf(d)} is neither in the store nor in any source (${d.sources.join(', ')}).`,
    next: () => 'Check that it was not unpublished, and that the source can be reached.',
  },
  SOURCE_UNAVAILABLE: {
    category: 'unavailable',
    title: (d: { source: string; reason: string; advice?: string }) => `The ${d.source} cannot be read: ${d.reason}.`,
    next: (d) => `${d.advice ?? 'Check its address and access.'} Versions already in the store keep working.`,
  },
  NPM_CONFIG_INVALID: {
    category: 'invalid-input',
    title: (d: { reason: string }) => `npm's configuration cannot be used: ${d.reason}.`,
    next: () => 'Correct the .npmrc files, or run `npm config fix`; access belongs to a host, as in //registry.example/:_authToken.',
  },
  SOURCE_INDEX_INVALID: {
    category: 'invalid-input',
    title: (d: { file: string; reason: string }) => `${d.file} is not an index of versions: ${d.reason}.`,
    next: () => 'It holds { "versions": [{ "packageName", "version", "file", "integrity", "deprecated" }] }.',
  },
  MODULE_LOAD_FAILED: {
    category: 'internal',
    title: (d: VersionDetails & { reason: string }) => `${nameOf(d)} cannot be loaded: ${d.reason}.`,
    next: () => 'Roll the tenant back, or publish a corrected version. Other versions keep serving.',
  },
})

import { templateVersion, tenonRanges, toolVersions } from './tool-versions.ts'

/** Which package.json a module gets. */
export interface PackageJsonOptions {
  readonly packageName: string
  readonly description: string
  /** `workspace`: its tools and the SDK's sources are those of this workspace. `own`: it stands alone. */
  readonly place: 'workspace' | 'own'
}

const sdkBuild = 'node --conditions=tenon-source ../../module-sdk/src/build/main.ts'

/** The package.json of a new module. */
export function packageJsonOf({ packageName, description, place }: PackageJsonOptions): Readonly<Record<string, unknown>> {
  return {
    name: packageName,
    version: '0.0.0',
    description,
    license: place === 'workspace' ? 'Apache-2.0' : 'UNLICENSED',
    type: 'module',
    exports: {
      '.': { types: './dist/module.d.ts', default: './dist/module.js' },
      './manifest': './dist/manifest.json',
      './openapi': './dist/openapi.json',
      './package.json': './package.json',
    },
    files: ['dist', 'prisma', 'CHANGELOG.md', 'README.md'],
    engines: { node: '>=22.12' },
    sideEffects: false,
    peerDependencies: { '@prisma/client': '^7.10.0', '@tenon/module-sdk': tenonRanges['@tenon/module-sdk'] },
    ...(place === 'workspace' ? workspaceParts(packageName) : ownParts),
    tenon: { manifest: './dist/manifest.json', template: templateVersion },
  }
}

function workspaceParts(packageName: string) {
  const folder = packageName.split('/').at(-1)
  return {
    devDependencies: {
      '@prisma/client': toolVersions['@prisma/client'],
      '@tenon/module-sdk': tenonRanges['@tenon/module-sdk'],
      '@tenon/test-kit': tenonRanges['@tenon/test-kit'],
      prisma: toolVersions.prisma,
    },
    scripts: {
      generate: `${sdkBuild} generate`,
      build: `${sdkBuild} build`,
      typecheck: 'tsc -p .',
      lint: 'eslint .',
      test: `vitest run --root ../../.. packages/modules/${folder}`,
      reports: 'node ../../../tools/reports/src/main.ts',
    },
    nx: { tags: ['layer:module'], targets: { test: { dependsOn: ['build', '^build'] } } },
  }
}

const ownParts = {
  devDependencies: { ...toolVersions, ...tenonRanges },
  scripts: {
    generate: 'tenon-module generate',
    build: 'tenon-module build',
    typecheck: 'tsc -p .',
    test: 'vitest run',
    version: 'changeset version',
  },
}

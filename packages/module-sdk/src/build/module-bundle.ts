/** What a version leaves to the host, so that every version of every module shares one SDK and one Prisma runtime. */
export const suppliedByHost: readonly RegExp[] = [/^@tenon\/module-sdk(\/|$)/, /^@prisma\/client(\/|$)/]

/** How a module is bundled, in tsup's words. */
export interface ModuleBundle {
  readonly entry: Readonly<Record<string, string>>
  readonly format: readonly ['esm']
  readonly target: 'node22'
  readonly external: readonly RegExp[]
  readonly dts: { readonly resolve: true; readonly compilerOptions: { readonly allowImportingTsExtensions: true } }
  readonly clean: true
  readonly splitting: false
  readonly treeshake: true
}

/** One bundle per entry, with everything in it that the host does not supply. No source maps: a release holds no path. */
export function moduleBundle(entry: ModuleBundle['entry']): ModuleBundle {
  return {
    entry, format: ['esm'], target: 'node22', external: suppliedByHost, clean: true, splitting: false, treeshake: true,
    dts: { resolve: true, compilerOptions: { allowImportingTsExtensions: true } },
  }
}

/** What a vitest global setup provides to the test files of its project. */
export type TestServer =
  | { readonly kind: 'running'; readonly url: string }
  | { readonly kind: 'missing'; readonly reason: string }

declare module 'vitest' {
  interface ProvidedContext {
    readonly tenonTestServer: TestServer
  }
}

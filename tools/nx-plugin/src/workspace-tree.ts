/** What of Nx's tree a generator here uses: writes are kept until all are known, and dropped when it throws. */
export interface WorkspaceTree {
  exists(path: string): boolean
  write(path: string, content: string): void
}

import { randomUUID } from 'node:crypto'
import { mkdir, readlink, rename, symlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/**
 * Points `<store>/node_modules/<name>` at the host's own copy of each peer. Node resolves links to
 * their real path, so every module version shares one copy of the SDK and one Prisma runtime.
 * Idempotent, and safe when several processes do it at once: each link is put in place by a rename.
 */
export async function linkPeers(store: string, peers: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, directory] of Object.entries(peers)) {
    const link = join(store, 'node_modules', name)
    const target = resolve(directory)
    if ((await readlink(link).catch(() => null)) !== target) await replaceLink(link, target)
  }
}

async function replaceLink(link: string, target: string): Promise<void> {
  const temporary = `${link}.${randomUUID()}.tmp`
  await mkdir(dirname(link), { recursive: true })
  await symlink(target, temporary, 'junction')
  await rename(temporary, link)
}

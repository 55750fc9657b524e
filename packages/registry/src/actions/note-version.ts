import type { NoticeChange, VersionNotice } from '@tenon/model'
import { versionNamed } from '../catalog/known-versions.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { NoteVersionOptions } from '../surface/supply-registry.ts'
import { insertNotice, markVersion } from '../tables/version-notices.ts'

const marks = { deprecate: 'deprecated', yank: 'yanked', restore: null } as const satisfies Record<NoticeChange, 'deprecated' | 'yanked' | null>

/** Says something of a version, together with its history row. @throws MODULE_UNKNOWN, VERSION_UNKNOWN, NOTICE_UNKNOWN */
export async function noteVersion(parts: Pick<RegistryParts, 'database' | 'clock'>, options: NoteVersionOptions): Promise<VersionNotice> {
  const { module, version, change, actor, reason } = options
  return parts.database.transaction(async (session) => {
    const known = await versionNamed(session, module, version)
    if (change === 'restore' && known.notice === undefined) throw registryErrors.NOTICE_UNKNOWN({ module, version })
    const notice: VersionNotice = { packageName: known.packageName, version, change, actor, reason, createdAt: nowOf(parts) }
    await insertNotice(session, notice)
    await markVersion(session, notice, marks[change])
    return notice
  })
}

import { defineErrors } from '@tenon/model'

/** Why a supervised host does not load a version. */
export const loadErrors = defineErrors({
  MODULE_VERSION_BARRED: {
    category: 'unavailable',
    title: (d: { module: string; version: string; reason: string }) => `${d.module} ${d.version} is barred on this host: ${d.reason}.`,
    next: () => 'Move its tenants to another version; `tenon hosts recycle` starts a fresh host that tries it again.',
  },
})

import { describe, expect, it } from 'vitest'
import { emptyLock } from '@tenon/model'
import type { RunningTenant } from '@tenon/registry'
import { homePageHtml } from './home-page-html.ts'

const at = '2026-11-23T12:00:00.000Z'

function running(id: string, version: string | null, name = id): RunningTenant {
  const entry = (exact: string) => ({ module: 'inventory', packageName: '@tenon/inventory', version: exact, integrity: 'sha512-x', dataVersion: 1, finalized: false, settingsRevision: 0, settingsSchema: '', grants: [] })
  return {
    tenant: { id, name, organizationId: 'harvest', clientType: 'standard', tags: [], createdAt: at },
    lock: { ...emptyLock(id, at), entries: version === null ? [] : [entry(version)] },
    providers: new Map(), settings: new Map(),
  }
}

describe('the home page', () => {
  it('names every tenant with what it runs, and links below the mount path', () => {
    const html = homePageHtml([running('bluebird', '1.10.0'), running('acme', '1.9.0')], '/tenon')
    expect(html).toContain('2 tenants, side by side on inventory 1.9.0, 1.10.0 ')
    expect(html.indexOf('acme')).toBeLessThan(html.indexOf('bluebird'))
    expect(html).toContain('href="/tenon/t/acme/docs"')
  })

  it('says so when a tenant runs nothing', () => {
    expect(homePageHtml([running('acme', null)], '')).toContain('nothing yet')
  })

  it('teaches the first step when there is no tenant', () => {
    expect(homePageHtml([], '')).toContain('tenon tenant create')
  })

  it('shows names as text, whatever they hold', () => {
    expect(homePageHtml([running('acme', '1.0.0', '<script>alert(1)</script>')], '')).not.toContain('<script>')
  })
})

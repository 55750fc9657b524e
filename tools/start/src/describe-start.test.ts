import { describe, expect, it } from 'vitest'
import { screen } from './describe-start.ts'

const tenant = (id: string, version: string, pins: readonly unknown[] = []) => ({ tenant: { id, name: id.toUpperCase() }, lock: { entries: [{ module: 'inventory', version }] }, pins })

describe('the first screen', () => {
  it('names one tenant for each of three versions, and commands for one that is free to move', () => {
    const tenants = [tenant('acme', '1.2.0', ['pin']), tenant('bluebird', '1.0.0', ['pin']), tenant('dock', '1.1.0'), tenant('globex', '2.0.0'), tenant('hooli', '2.0.0')]
    const text = screen('http://127.0.0.1:4000', 4_321, tenants)
    expect(text).toContain('Tenon serves 5 tenants at http://127.0.0.1:4000, ready after 4.3 s.')
    expect(text.match(/\/t\/\w+\/docs .*$/gm)).toEqual(['/t/bluebird/docs   BLUEBIRD         inventory 1.0.0', '/t/acme/docs       ACME             inventory 1.2.0', '/t/globex/docs     GLOBEX           inventory 2.0.0'])
    expect(text).toContain('npx tenon plan dock inventory@2.0.0\n')
  })

  it('names the host in each command when it is not where the command line looks', () => {
    const text = screen('http://127.0.0.1:5000', 1, [tenant('dock', '1.1.0')])
    expect(text).toContain('npx tenon upgrade dock inventory@2.0.0 --host http://127.0.0.1:5000')
  })

  it('says something sensible without any tenant', () => {
    expect(screen('http://127.0.0.1:4000', 1, [])).toContain('npx tenon status')
  })
})

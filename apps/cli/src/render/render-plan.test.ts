import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { finalizePlan, rollBackPlan, upgradePlan } from '../../test/plan-fixtures.ts'
import { colored, plain } from './paint.ts'
import { renderPlan } from './render-plan.ts'

describe('a plan on a terminal', () => {
  it('shows steps, what changes for callers, and the way back', () => {
    expect(renderPlan(upgradePlan).page(plain)).toMatchInlineSnapshot(`
      "Plan p_7f3k   acme   inventory 1.2.0 -> 2.0.0   asked for 2.0.0

         1  fetch         inventory 2.0.0                 sha512-9fQxR8...
         2  hold          requests for inventory, up to 50 ms
         3  expand        movement.quantity_exact, unit   ACCESS EXCLUSIVE, instant
         4  backfill      stock_level, movement           12,480 rows, about 0.2 s
         5  cut over      inventory 1.2.0 -> 2.0.0        lock revision 58
            settings      + defaultUnit = "each"
            permissions   + inventory:unit:manage         off until granted
            routes        + GET /v2/items, POST /v2/items and 2 more
                          ~ GET /v1/locations permission inventory:item:read -> inventory:location:read
                          - GET /v1/items

        Rehearsed     17 Nov 2026 14:03 on 12,480 rows of inventory: up, down, up again; nothing lost (0.3 s up)
        Takes         about 0.2 s, as rehearsed
        Way back      open until finalize; keeps what 2.0.0 writes
        At finalize   contract  drop movement.quantity   ACCESS EXCLUSIVE
                      no roll back past this"
    `)
  })

  it('says of a roll back what happens to values the older version cannot show', () => {
    expect(renderPlan(rollBackPlan).page(plain)).toMatchInlineSnapshot(`
      "Plan p_8a2c   acme   inventory 2.0.0 -> 1.2.0

         1  hold          requests for inventory, up to 50 ms
         2  take back     movement.quantity_exact, unit   ACCESS EXCLUSIVE, instant
         3  cut over      inventory 2.0.0 -> 1.2.0        lock revision 59
            settings      - defaultUnit
            permissions   - inventory:unit:manage
            routes        - GET /v2/items

        Takes      about 40 ms, from 12 earlier moves like it on 80 to 40,000 rows
        Way back   what the older version cannot show is set aside and put back on the next upgrade"
    `)
  })

  it('says of a finalize that the way back closes', () => {
    expect(renderPlan(finalizePlan).page(plain)).toMatchInlineSnapshot(`
      "Plan p_9d4e   acme   inventory 2.0.0, finalize

         1  hold       requests for inventory, up to 50 ms
         2  contract   movement.quantity   ACCESS EXCLUSIVE, instant

        Takes       next to nothing: no statement grows with rows
        Way back    closes: no roll back past this
        No return   from 0006_drop_quantity of inventory on, which removes what the older version needs"
    `)
  })

  it('stands in the same columns with colours', () => {
    expect(stripVTControlCharacters(renderPlan(upgradePlan).page(colored))).toBe(renderPlan(upgradePlan).page(plain))
  })

  it('says when a step cannot be taken back', () => {
    expect(renderPlan({ ...upgradePlan, reversible: false }).page(plain)).toContain('Way back      none')
  })
})

describe('a plan in a pipe', () => {
  it('is one line per module, without colours', () => {
    expect(renderPlan(upgradePlan).lines).toEqual(['p_7f3k  acme  inventory  1.2.0 -> 2.0.0  upgrade  reversible'])
    expect(renderPlan(finalizePlan).lines).toEqual(['p_9d4e  acme  inventory  2.0.0, finalize  finalize  no way back'])
  })
})

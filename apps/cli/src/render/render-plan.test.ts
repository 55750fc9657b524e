import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { finalizePlan, rollBackPlan, upgradePlan } from '../../test/plan-fixtures.ts'
import { colored, plain } from './paint.ts'
import { renderPlan } from './render-plan.ts'
import { touchedObjects } from './touched-objects.ts'

describe('a plan on a terminal', () => {
  it('shows steps, what changes for callers, and the way back', () => {
    expect(renderPlan(upgradePlan).page(plain)).toMatchInlineSnapshot(`
      "Plan p_7f3k   acme   inventory 1.2.0 -> 2.0.0   asked for 2.0.0

         1  fetch         inventory 2.0.0                       sha512-9fQxR8...
         2  hold          requests for inventory, up to 50 ms   then answered by 2.0.0
         3  expand        movement.quantity_exact, unit         0004_add_units
         4  backfill      stock_level, movement                 0005_fill_levels
         5  cut over      inventory 1.2.0 -> 2.0.0              lock revision 58
            settings      + defaultUnit
            permissions   + inventory:unit:manage
            routes        + GET /v2/items, POST /v2/items and 2 more
                          - GET /v1/items

        Way back      open until finalize; keeps what 2.0.0 writes
        At finalize   0006_drop_quantity; no roll back past this"
    `)
  })

  it('says of a roll back what happens to values the older version cannot show', () => {
    expect(renderPlan(rollBackPlan).page(plain)).toMatchInlineSnapshot(`
      "Plan p_8a2c   acme   inventory 2.0.0 -> 1.2.0

         1  hold          requests for inventory, up to 50 ms   then answered by 1.2.0
         2  take back     movement.quantity_exact, unit         0004_add_units
         3  cut over      inventory 2.0.0 -> 1.2.0              lock revision 59
            settings      - defaultUnit
            permissions   - inventory:unit:manage
            routes        - GET /v2/items

        Way back   what the older version cannot show is set aside and put back on the next upgrade"
    `)
  })

  it('says of a finalize that the way back closes', () => {
    expect(renderPlan(finalizePlan).page(plain)).toMatchInlineSnapshot(`
      "Plan p_9d4e   acme   inventory 2.0.0, finalize

         1  hold       requests for inventory, up to 50 ms   then answered by 2.0.0
         2  contract   movement.quantity                     0006_drop_quantity

        Way back   closes: no roll back past this"
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

describe('objects that SQL touches', () => {
  it.each([
    ['create table if not exists "item" (a int, b int);', ['item']],
    ['ALTER TABLE item\n  ADD COLUMN unit text,\n  DROP COLUMN old;', ['item.unit', 'item.old']],
    ['alter table only movement alter column quantity type numeric', ['movement.quantity']],
    ['-- alter table hidden add column x int\nselect 1', []],
    ['update stock set a = 1; update stock set b = 2', ['stock']],
    ['create index on item (sku)', []],
    ['update item set unit = 1; alter table item alter column unit set not null', ['item']],
  ])('%s', (sql, objects) => {
    expect(touchedObjects(sql)).toEqual(objects)
  })
})

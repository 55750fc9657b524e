import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantityOf } from '../quantity/quantity.ts'
import { convert } from './convert.ts'
import type { ConversionFactor } from './convert.ts'

const factor = (fromUnit: string, toUnit: string, text: string, itemId: string | null = null): ConversionFactor => ({ itemId, fromUnit, toUnit, factor: quantityOf(text) })
const converted = (text: string, from: string, to: string, conversions: readonly ConversionFactor[]) => convert({ quantity: quantityOf(text), from, to, conversions })?.toFixed() ?? null

describe('a conversion', () => {
  it('works in both directions, and leaves a quantity in its own unit alone', () => {
    const conversions = [factor('kg', 'g', '1000')]
    expect(converted('1.5', 'kg', 'g', conversions)).toBe('1500')
    expect(converted('250', 'g', 'kg', conversions)).toBe('0.25')
    expect(converted('250', 'g', 'g', [])).toBe('250')
    expect(converted('1', 'kg', 'box', conversions)).toBeNull()
  })

  it("of the item itself goes before everybody's", () => {
    expect(converted('2', 'box', 'each', [factor('box', 'each', '10'), factor('box', 'each', '12', 'item')])).toBe('24')
  })

  it('rounds half up to six digits', () => {
    expect(converted('1', 'each', 'box', [factor('box', 'each', '3')])).toBe('0.333333')
    expect(converted('2', 'each', 'box', [factor('box', 'each', '3')])).toBe('0.666667')
  })

  it('there and back changes a quantity by no more than the rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 1000 }), (whole, by) => {
        const conversions = [factor('box', 'each', String(by))]
        const there = convert({ quantity: quantityOf(String(whole)), from: 'each', to: 'box', conversions })
        const back = there === null ? null : convert({ quantity: there, from: 'box', to: 'each', conversions })
        expect(back?.sub(whole).abs().lte(by * 0.0000005 + 0.0000005)).toBe(true)
      }),
    )
  })
})

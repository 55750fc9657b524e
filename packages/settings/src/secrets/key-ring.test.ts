import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createKeyRing } from './key-ring.ts'
import { isSecretValue, maskSecret } from './secret-value.ts'

const [old, current] = [randomBytes(32), randomBytes(32)]
const before = createKeyRing({ keys: new Map([['k1', old]]), currentKeyId: 'k1', randomBytes })
const ring = createKeyRing({ keys: new Map([['k1', old], ['k2', current]]), currentKeyId: 'k2', randomBytes })
const place = 'inventory tenant:acme apiKey'

describe('createKeyRing', () => {
  test('opens what it sealed, and seals the same value differently each time', () => {
    fc.assert(fc.property(fc.string(), (value) => {
      const [one, two] = [ring.seal(value, place), ring.seal(value, place)]
      expect(ring.open(one, place)).toBe(value)
      expect(one.data === two.data && value !== '').toBe(false)
      expect(isSecretValue(one)).toBe(true)
    }))
  })

  test('opens what an older key sealed, and says that it should be sealed again', () => {
    const sealed = before.seal('s3cret', place)
    expect([ring.open(sealed, place), ring.isCurrent(sealed), ring.isCurrent(ring.seal('s3cret', place))]).toEqual(['s3cret', false, true])
  })

  test('opens nothing at another place, and nothing that was changed', () => {
    const sealed = ring.seal('s3cret', place)
    const broken = { ...sealed, data: Buffer.from('another').toString('base64') }
    for (const attempt of [() => ring.open(sealed, 'inventory tenant:globex apiKey'), () => ring.open(broken, place), () => ring.open({ ...sealed, keyId: 'k1' }, place), () => ring.open({ ...sealed, tag: 'AAAA' }, place)]) {
      expect(attempt).toThrow(expect.objectContaining({ code: 'SECRET_UNREADABLE' }))
    }
  })

  test('refuses a key of another length, and names a key that it does not have', () => {
    expect(() => createKeyRing({ keys: new Map([['k1', randomBytes(16)]]), currentKeyId: 'k1', randomBytes })).toThrow(expect.objectContaining({ code: 'SECRET_KEY_INVALID' }))
    expect(() => createKeyRing({ keys: new Map(), currentKeyId: 'k1', randomBytes })).toThrow(expect.objectContaining({ code: 'SECRET_KEY_MISSING' }))
    expect(() => before.open(ring.seal(1, place), place)).toThrow(expect.objectContaining({ code: 'SECRET_KEY_MISSING' }))
  })
})

describe('maskSecret', () => {
  test('says where a secret comes from and never what it is', () => {
    expect([maskSecret({ $secret: 'reference', name: 'STRIPE_KEY' }), maskSecret({ ...ring.seal('s3cret', place) }), maskSecret('s3cret')]).toEqual(['(secret, from STRIPE_KEY)', '(secret, sealed with k2)', '(secret)'])
  })
})

import { randomBytes } from 'node:crypto'
import type { Clock, CreateId } from '@tenon/model'

/** Ids such as `op_0mh2k9z1r4x8qf`: a prefix, the time in base 36 and 40 random bits, so that they sort by age. */
export function timeOrderedIds(clock: Clock): CreateId {
  return (prefix) => `${prefix}_${clock.now().toString(36).padStart(9, '0')}${randomBytes(5).readUIntBE(0, 5).toString(36).padStart(8, '0')}`
}

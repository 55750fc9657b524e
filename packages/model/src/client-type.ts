/** The contract class of a tenant. It selects defaults (settings, channel), never code. */
export type ClientType = 'standard' | 'enterprise' | 'custom'

/** Every client type, in the order shown to people. */
export const clientTypes = ['standard', 'enterprise', 'custom'] as const satisfies readonly ClientType[]

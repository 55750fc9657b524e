import { createColors } from 'picocolors'

/** How text gets its colour. Without colours every function returns its text unchanged. */
export type Paint = Pick<ReturnType<typeof createColors>, 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow'>

/** Paint for a terminal that shows colours. */
export const colored: Paint = createColors(true)

/** Paint that leaves text as it is. */
export const plain: Paint = createColors(false)

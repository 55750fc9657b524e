import { defineErrors } from '@tenon/model'

/** What keeps the demo from loading. */
export const demoErrors = defineErrors({
  DEMO_REFUSED: {
    category: 'internal',
    title: (d: { tenant: string; what: string; answer: string }) => `The demo could not ${d.what} for ${d.tenant}: ${d.answer}`,
    next: () => 'Start again to go on where it stopped, or with TENON_DEMO=off to start without it.',
  },
})

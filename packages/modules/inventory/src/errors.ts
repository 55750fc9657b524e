import { defineErrors } from '@tenon/module-sdk'
import type { LineIssue } from './csv/line-issue.ts'

/** The errors of inventory. Codes are part of its API. */
export const errors = defineErrors({
  ITEM_UNKNOWN: {
    category: 'not-found',
    title: (d: { sku: string }) => `There is no item "${d.sku}".`,
    next: () => 'Create it first, or look for its SKU in the list of items.',
  },
  SKU_TAKEN: {
    category: 'conflict',
    title: (d: { sku: string }) => `An item "${d.sku}" exists already.`,
    next: () => 'Change that item, or choose another SKU.',
  },
  BARCODE_TAKEN: {
    category: 'conflict',
    title: (d: { barcode: string }) => `Another item carries the barcode "${d.barcode}".`,
    next: () => 'A barcode names one item: take it off the other one first.',
  },
  LOCATION_UNKNOWN: {
    category: 'not-found',
    title: (d: { location: string }) => `There is no location "${d.location}".`,
    next: () => 'Create it first, or look for its code in the list of locations.',
  },
  LOCATION_TAKEN: {
    category: 'conflict',
    title: (d: { location: string }) => `A location "${d.location}" exists already.`,
    next: () => 'Choose another code.',
  },
  LOT_UNKNOWN: {
    category: 'not-found',
    title: (d: { sku: string; lot: string }) => `Item "${d.sku}" has no lot "${d.lot}".`,
    next: () => 'Create it first, or leave the lot out.',
  },
  LOT_TAKEN: {
    category: 'conflict',
    title: (d: { sku: string; lot: string }) => `Item "${d.sku}" has a lot "${d.lot}" already.`,
    next: () => 'Choose another code.',
  },
  LOT_EXPIRED: {
    category: 'conflict',
    title: (d: { sku: string; lot: string; expiresOn: string }) => `Lot "${d.lot}" of "${d.sku}" could be shipped until ${d.expiresOn}.`,
    next: () => 'Ship another lot; take this one out of stock with an adjustment.',
  },
  RESERVATION_UNKNOWN: {
    category: 'not-found',
    title: (d: { reservation: string }) => `There is no reservation ${d.reservation}.`,
    next: () => 'Look for it in the list of reservations.',
  },
  RESERVATION_CLOSED: {
    category: 'conflict',
    title: (d: { reservation: string; status: string }) => `Reservation ${d.reservation} holds nothing any more: it is ${d.status}.`,
    next: () => 'Reserve again, or ship without a reservation.',
  },
  RESERVATION_MISMATCH: {
    category: 'conflict',
    title: (d: { reservation: string; sku: string; location: string }) => `Reservation ${d.reservation} holds "${d.sku}" at "${d.location}".`,
    next: () => 'Ship that item from that location, or name another reservation.',
  },
  RESERVATION_EXPIRY_INVALID: {
    category: 'invalid-input',
    title: (d: { expiresAt: string }) => `A reservation cannot end at ${d.expiresAt}.`,
    next: () => 'Choose a time that lies ahead, by a year at most.',
  },
  UNIT_UNKNOWN: {
    category: 'not-found',
    title: (d: { unit: string }) => `There is no unit "${d.unit}".`,
    next: () => 'Create it first, or look for its code in the list of units.',
  },
  UNIT_TAKEN: {
    category: 'conflict',
    title: (d: { unit: string }) => `A unit "${d.unit}" exists already.`,
    next: () => 'Use it, or choose another code.',
  },
  UNIT_MISMATCH: {
    category: 'invalid-input',
    status: 422,
    title: (d: { sku: string; unit: string; baseUnit: string }) => `"${d.sku}" is kept in ${d.baseUnit}, and nothing says how much of that one ${d.unit} is.`,
    next: (d) => `Set a conversion from ${d.unit} to ${d.baseUnit}, or give the quantity in ${d.baseUnit}.`,
  },
  QUANTITY_TOO_FINE: {
    category: 'invalid-input',
    status: 422,
    title: (d: { sku: string; quantity: string; unit: string; baseUnit: string }) => `${d.quantity} ${d.unit} of "${d.sku}" is less than 0.000001 ${d.baseUnit}.`,
    next: () => 'Give a larger quantity.',
  },
  CONVERSION_TO_ITSELF: {
    category: 'invalid-input',
    title: (d: { unit: string }) => `One ${d.unit} is one ${d.unit}.`,
    next: () => 'Name two different units.',
  },
  CONVERSION_REVERSED: {
    category: 'conflict',
    title: (d: { from: string; to: string }) => `A conversion from ${d.from} to ${d.to} exists, and it works in both directions.`,
    next: () => 'Change that one, or remove it first.',
  },
  API_VERSION_GONE: {
    category: 'not-found',
    status: 410,
    title: (d: { gone: string; current: string; version: string }) => `Version ${d.version} of inventory answers under /${d.current}, no longer under /${d.gone}.`,
    next: (d) => `Call /${d.current}: quantities are decimal text there, and every answer names its unit.`,
  },
  TRANSFER_TO_ITSELF: {
    category: 'invalid-input',
    title: (d: { location: string }) => `A transfer from "${d.location}" to itself moves nothing.`,
    next: () => 'Name two different locations.',
  },
  INSUFFICIENT_STOCK: {
    category: 'conflict',
    title: (d: { sku: string; location: string; lot: string | null; requested: string; available: string; unit: string }) =>
      `${d.requested} ${d.unit} of "${d.sku}"${d.lot === null ? '' : `, lot "${d.lot}",`} were asked for at "${d.location}", where ${d.available} are available.`,
    next: () => 'Take less, receive more first, or let an administrator set allowNegativeStock.',
  },
  STOCK_LIMIT: {
    category: 'conflict',
    title: (d: { sku: string; location: string; limit: number }) => `Stock of "${d.sku}" at "${d.location}" would go beyond ${d.limit}.`,
    next: () => 'Check the quantity; keep the item in a larger unit if it is right.',
  },
  CSV_MALFORMED: {
    category: 'invalid-input',
    title: (d: { line: number; reason: string }) => `Line ${d.line} is not readable as CSV (${d.reason}).`,
    next: () => 'Send comma separated values in UTF-8 with a header line; quote values that hold commas, quotes or line ends.',
  },
  IMPORT_REFUSED: {
    category: 'invalid-input',
    status: 422,
    title: (d: { lines: readonly LineIssue[] }) => `Nothing was imported: ${d.lines.length === 1 ? 'one line does' : `${d.lines.length} lines do`} not fit.`,
    next: () => 'Correct the lines named in details.lines and send the whole file again.',
  },
})

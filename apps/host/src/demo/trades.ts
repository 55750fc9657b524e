/** One article as a trade sells it. */
export interface TradeItem {
  readonly sku: string
  readonly name: string
  readonly unit: string
  /** Units sold on an ordinary day, over all locations. */
  readonly daily: number
}

/** What a kind of business sells, and where it keeps it. The first location receives deliveries. */
export interface Trade {
  readonly locations: readonly { readonly code: string; readonly name: string }[]
  readonly items: readonly TradeItem[]
}

const shops = [{ code: 'WAREHOUSE', name: 'Central warehouse' }, { code: 'SHOP-MARKET', name: 'Market Street' }, { code: 'SHOP-STATION', name: 'Station Square' }]
const depot = [{ code: 'DEPOT', name: 'Depot' }, { code: 'COUNTER', name: 'Trade counter' }, { code: 'VAN-1', name: 'Service van 1' }]
const workshop = [{ code: 'STORE', name: 'Store room' }, { code: 'BENCH', name: 'Workshop bench' }]

/** `SKU|name|unit|daily`: one line for each article. */
function items(...lines: readonly string[]): readonly TradeItem[] {
  return lines.map((line) => {
    const [sku = '', name = '', unit = '', daily = ''] = line.split('|')
    return { sku, name, unit, daily: Number(daily) }
  })
}

/** Every kind of business in the demo. */
export const trades = {
  coffee: { locations: shops, items: items(
    'BEAN-HOUSE-1KG|House espresso beans 1 kg|bag|24', 'BEAN-ETH-250|Ethiopia Yirgacheffe 250 g|bag|14', 'BEAN-COL-250|Colombia Huila 250 g|bag|11',
    'BEAN-DECAF-250|Decaf Swiss water 250 g|bag|6', 'FILTER-V60-100|V60 paper filters, 100|box|8', 'MUG-STONE-300|Stoneware mug 300 ml|each|5',
    'GRINDER-HAND|Hand grinder, steel burrs|each|1', 'KETTLE-GOOSE|Gooseneck kettle 0.9 l|each|1', 'SYRUP-VAN-1L|Vanilla syrup 1 l|bottle|4', 'MILK-OAT-1L|Oat drink 1 l|carton|30') },
  bakery: { locations: shops, items: items(
    'FLOUR-T55-25|Wheat flour T55 25 kg|sack|6', 'FLOUR-RYE-25|Rye flour 25 kg|sack|3', 'BUTTER-82-5|Butter 82 % 5 kg|block|5', 'SUGAR-10|Caster sugar 10 kg|sack|3',
    'CHOC-70-5|Couverture 70 % 5 kg|bag|2', 'YEAST-500|Fresh yeast 500 g|block|12', 'ALMOND-GRD-1|Ground almonds 1 kg|bag|4', 'BOX-CAKE-26|Cake box 26 cm|each|40', 'BAG-PAPER-M|Paper bag, medium|each|120') },
  grocery: { locations: shops, items: items(
    'MILK-UHT-1L|UHT milk 1 l|carton|45', 'EGG-FR-10|Free range eggs, 10|box|22', 'PASTA-PEN-500|Penne 500 g|pack|30', 'TOMATO-CAN-400|Peeled tomatoes 400 g|can|36',
    'OLIVE-EV-750|Extra virgin olive oil 750 ml|bottle|9', 'RICE-BAS-1KG|Basmati rice 1 kg|pack|14', 'TUNA-OIL-160|Tuna in oil 160 g|can|20', 'SALMON-SMK-200|Smoked salmon 200 g|pack|8',
    'APPLE-CRATE|Apples, crate|crate|5', 'SOAP-DISH-500|Dish soap 500 ml|bottle|10') },
  tea: { locations: workshop.map(({ code }, index) => ({ code, name: ['Store room', 'Tasting bar'][index] ?? code })), items: items(
    'TEA-SENCHA|Sencha, first flush|kg|3', 'TEA-ASSAM|Assam Mangalam|kg|4', 'TEA-OOLONG|Dong Ding oolong|kg|2', 'TEA-CHAMOMILE|Chamomile blossoms|kg|2',
    'TIN-100|Tin 100 g|each|18', 'POT-GLASS-1L|Glass teapot 1 l|each|2', 'FILTER-TEA-M|Tea filters M, 100|box|5') },
  tools: { locations: depot, items: items(
    'DRILL-18V|Cordless drill 18 V|each|3', 'BIT-SET-32|Screwdriver bit set, 32|set|9', 'SAW-CIRC-190|Circular saw 190 mm|each|2', 'BLADE-190-48|Saw blade 190 mm, 48 teeth|each|8',
    'LEVEL-60|Spirit level 60 cm|each|5', 'TAPE-5M|Measuring tape 5 m|each|14', 'SCREW-4X40-200|Screws 4 x 40, 200|box|26', 'ANCHOR-8-100|Wall plugs 8 mm, 100|box|20',
    'GLOVE-L|Work gloves L|pair|17', 'CABLE-3G15|Cable 3G1.5|m|80') },
  electronics: { locations: depot, items: items(
    'BATT-18650|Li-ion cell 18650|each|40', 'SOLDER-SN-250|Solder wire 250 g|reel|5', 'FUSE-10A-10|Fuses 10 A, 10|pack|12', 'MCB-B16|Circuit breaker B16|each|18',
    'RCD-40-30|Residual current device 40 A|each|6', 'LED-GU10-5|LED lamp GU10 5 W|each|35', 'SOCKET-2|Double socket|each|16', 'WIRE-NYM-3X15|Cable NYM 3 x 1.5|m|150', 'BOX-JUNC-75|Junction box 75 mm|each|22') },
  office: { locations: depot, items: items(
    'PAPER-A4-80|Copy paper A4 80 g, 500|ream|60', 'PEN-BALL-BLU|Ballpoint pen, blue|each|90', 'TONER-26X|Toner 26X|each|7', 'STAPLER-RED|Stapler, red|each|3',
    'FOLDER-A4-75|Lever arch file 75 mm|each|28', 'NOTE-76-12|Sticky notes 76 mm, 12|pack|19', 'ENVELOPE-DL-500|Envelopes DL, 500|box|8', 'CHAIR-TASK|Task chair|each|1') },
  bikes: { locations: workshop, items: items(
    'TUBE-28-42|Inner tube 28 in, 42 mm|each|16', 'TYRE-700-32|Tyre 700 x 32|each|7', 'CHAIN-11|Chain, 11 speed|each|6', 'PAD-DISC-R|Disc brake pads, resin|pair|9',
    'CABLE-BRAKE|Brake cable|each|11', 'LUBE-100|Chain lube 100 ml|bottle|8', 'HELMET-M|Helmet M|each|2', 'LIGHT-SET|Light set, USB|set|4', 'LOCK-U-230|U lock 230 mm|each|3') },
  climbing: { locations: workshop, items: items(
    'ROPE-95-60|Rope 9.5 mm, 60 m|each|2', 'DRAW-12|Quickdraw 12 cm|each|18', 'HARNESS-M|Harness M|each|3', 'SHOE-42|Climbing shoes 42|pair|4',
    'CHALK-300|Chalk 300 g|bag|12', 'BELAY-ASSIST|Assisted belay device|each|3', 'SLING-60|Sling 60 cm|each|10', 'HELMET-CL|Climbing helmet|each|3') },
} as const satisfies Record<string, Trade>

/** Names of the trades. */
export type TradeName = keyof typeof trades

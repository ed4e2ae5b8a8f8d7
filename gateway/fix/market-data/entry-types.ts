/** The entry types of market data that the venue has: MDEntryType(269), and a bit for each in what a subscription asks for. */
export const EntryType = {
  bid: 0x30,
  offer: 0x31,
  trade: 0x32,
  opening: 0x34,
  closing: 0x35,
  high: 0x37,
  low: 0x38,
  vwap: 0x39,
  imbalance: 0x41,
  volume: 0x42,
} as const;

/** MDUpdateAction(279). */
export const UpdateAction = { new: 0x30, change: 0x31, delete: 0x32 } as const;

/** The bit of an entry type; 0: not one that the venue has. */
export function entryBit(code: number): number {
  const isOurs = Object.values(EntryType).some((type) => type === code);
  return isOurs ? 1 << (code - EntryType.bid) : 0;
}

export const BID = entryBit(EntryType.bid);
export const OFFER = entryBit(EntryType.offer);
export const TRADE = entryBit(EntryType.trade);

/** Whether bids or offers are among these bits. */
export function seesBook(types: number): boolean {
  return (types & (BID | OFFER)) !== 0;
}

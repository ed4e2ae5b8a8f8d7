/**
 * What the feed knows of one instrument, and the bodies of the messages that tell it. Market data's thread.
 * A body is appended to a message that has its head already.
 */
import type { BookSeed, InstrumentInfo } from '../engine/directory.js';
import { Phase } from '../engine/records.js';
import { Depth } from './depth.js';
import type { DepthSide } from './depth-side.js';
import { type Message, NO_CRC } from './messages.js';

export class FeedBook {
  readonly depth: Depth;
  /** Touched since the last message and in the list of those to be told. */
  waiting = false;
  /** Changed since the last checksum went out. */
  unverified = false;
  crcAtUs = 0;
  lastTrade: Message | null = null;
  private readonly told = new Float64Array(6);

  constructor(
    readonly instrument: number,
    seed: BookSeed | null,
  ) {
    this.depth = new Depth(seed);
  }

  /** A new incarnation of the feed: nothing has been told yet. */
  restart(): void {
    this.told.fill(0);
    this.lastTrade = null;
    this.crcAtUs = 0;
  }

  /** Whether the best bid or offer differs from the one last told; then it counts as told. */
  bboChanged(): boolean {
    const { bids, asks } = this.depth;
    const bidChanged = this.tell(bids, 0);
    return this.tell(asks, 3) || bidChanged;
  }

  private tell(side: DepthSide, at: number): boolean {
    const any = side.levels > 0;
    const price = any ? side.price(0) : 0;
    const qty = any ? side.qty(0) : 0;
    const orders = any ? side.orders(0) : 0;
    const told = this.told;
    if (told[at] === price && told[at + 1] === qty && told[at + 2] === orders) return false;
    told[at] = price;
    told[at + 1] = qty;
    told[at + 2] = orders;
    return true;
  }

  putBbo(message: Message): Message {
    const told = this.told;
    message.push(told[0], told[1], told[2], told[3], told[4], told[5]);
    return message;
  }

  /** Whether a delta can say what has changed; otherwise it takes a snapshot. */
  get fitsDelta(): boolean {
    return !this.depth.bids.overflowed && !this.depth.asks.overflowed;
  }

  /** The levels that differ from what was last told; returns how many. `message` ends after its head. */
  putDelta(message: Message, withCrc: boolean): number {
    const { bids, asks } = this.depth;
    const counts = message.length;
    message.push(withCrc ? this.depth.crc() : NO_CRC, 0, 0, bids.levels, asks.levels);
    const bidChanges = putChanges(bids, message);
    const askChanges = putChanges(asks, message);
    message[counts + 1] = bidChanges;
    message[counts + 2] = askChanges;
    return bidChanges + askChanges;
  }

  putSnapshot(message: Message, levelsMax: number): Message {
    const { bids, asks } = this.depth;
    const bidLevels = Math.min(levelsMax, bids.levels);
    const askLevels = Math.min(levelsMax, asks.levels);
    message.push(this.depth.crc(), bidLevels, askLevels, bids.levels, asks.levels);
    for (let n = 0; n < bidLevels; n++) message.push(bids.price(n), bids.qty(n), bids.orders(n));
    for (let n = 0; n < askLevels; n++) message.push(asks.price(n), asks.qty(n), asks.orders(n));
    return message;
  }
}

function putChanges(side: DepthSide, message: Message): number {
  let changes = 0;
  for (let n = 0; n < side.touched; n++) {
    if (!side.changed(n)) continue;
    message.push(side.atPrice, side.atQty, side.atOrders);
    changes++;
  }
  return changes;
}

export function putStatus(message: Message, instrumentPhase: number, venuePhase: number): Message {
  message.push(phaseInForce(instrumentPhase, venuePhase), instrumentPhase, venuePhase);
  return message;
}

/** The stricter of two phases. */
function phaseInForce(a: number, b: number): number {
  if (a === Phase.halted || b === Phase.halted) return Phase.halted;
  return a === Phase.cancelOnly || b === Phase.cancelOnly ? Phase.cancelOnly : Phase.open;
}

export function putRef(message: Message, info: InstrumentInfo, token: string): Message {
  message.push(info.tickUnits, info.priceDecimals, info.lotUnits, info.qtyDecimals);
  message.push(info.minPriceTicks, info.maxPriceTicks, info.maxQtyLots, info.referenceTicks, info.symbol, token);
  return message;
}

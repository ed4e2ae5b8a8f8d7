/**
 * What the feed knows of one instrument, and the bodies of the messages that tell it. Market data's thread.
 * A body is appended to a message that has its head already.
 */
import type { AuctionSeed, BookSeed, InstrumentInfo } from '../engine/directory.js';
import { Phase, Side } from '../engine/records.js';
import { Auction, Bands } from '../engine/records-venue.js';
import type { RecordViews } from '../engine/ring.js';
import { Day } from './day.js';
import { Depth } from './depth.js';
import type { DepthSide } from './depth-side.js';
import { Auction as AuctionMessage, type Message, NO_BANDS, NO_CRC } from './messages.js';

const WITHOUT_BANDS: readonly number[] = [NO_BANDS, 0, 0, 0, 0];

export class FeedBook {
  readonly depth: Depth;
  /** Touched since the last message and in the list of those to be told. */
  waiting = false;
  /** Changed since the last checksum went out. */
  unverified = false;
  crcAtUs = 0;
  /** The last message of class trade. */
  lastTrade: Message | null = null;
  /** The last that was said of an auction. */
  lastAuction: Message | null = null;
  readonly day = new Day();
  /** The day has changed since its last message, and stands in the list of those to be told. */
  dayWaits = false;
  /** State, lower, upper, reference, until: of limit up, limit down. */
  private bands: readonly number[] = WITHOUT_BANDS;
  private readonly told = new Float64Array(6);

  constructor(
    readonly instrument: number,
    seed: BookSeed | null,
  ) {
    this.depth = new Depth(seed);
    if (seed?.bands !== undefined) {
      const { state, lowerTicks, upperTicks, referenceTicks, untilUs } = seed.bands;
      this.bands = [state, lowerTicks, upperTicks, referenceTicks, untilUs];
    }
    if (seed?.auction !== undefined) this.lastAuction = seededAuction(seed.auction);
  }

  /** A new incarnation of the feed: nothing has been told yet. An auction that goes on stays, to be told again. */
  restart(): void {
    this.told.fill(0);
    this.lastTrade = null;
    if (this.lastAuction?.[AuctionMessage.FINAL] === 1) this.lastAuction = null;
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

  /** Takes in one BANDS. */
  setBands({ u8, f64 }: RecordViews, at: number): void {
    const lower = f64[(at + Bands.LOWER) >> 3];
    const upper = f64[(at + Bands.UPPER) >> 3];
    const reference = f64[(at + Bands.REFERENCE) >> 3];
    this.bands = [u8[at + Bands.STATE], lower, upper, reference, f64[(at + Bands.UNTIL) >> 3]];
  }

  /** The instrument is defined without bands; returns whether it had some. */
  endBands(): boolean {
    const had = this.bands !== WITHOUT_BANDS;
    this.bands = WITHOUT_BANDS;
    return had;
  }

  putStatus(message: Message, instrumentPhase: number, venuePhase: number): Message {
    message.push(phaseInForce(instrumentPhase, venuePhase), instrumentPhase, venuePhase, ...this.bands);
    return message;
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

/** The phase that counts for an instrument: the venue's, unless that is open. */
export function phaseInForce(instrumentPhase: number, venuePhase: number): number {
  return venuePhase === Phase.open ? instrumentPhase : venuePhase;
}

/** What was told before this start. Its head stays empty until Teller.announce() gives it one. */
function seededAuction({ phase, priceTicks, pairedLots, imbalanceLots }: AuctionSeed): Message {
  const message: Message = new Array<number>(AuctionMessage.PHASE).fill(0);
  message.push(phase, priceTicks === null ? 0 : 1, priceTicks ?? 0, pairedLots);
  message.push(imbalanceLots === 0 ? 0 : imbalanceLots > 0 ? 1 : 2, Math.abs(imbalanceLots), 0);
  return message;
}

/** @param at an AUCTION */
export function putAuction(message: Message, { u8, f64 }: RecordViews, at: number): Message {
  const side = u8[at + Auction.IMBALANCE_SIDE];
  message.push(u8[at + Auction.PHASE], u8[at + Auction.HAS_PRICE], f64[(at + Auction.PRICE) >> 3]);
  message.push(f64[(at + Auction.PAIRED) >> 3], side === 0 ? 0 : side === Side.buy ? 1 : 2);
  message.push(f64[(at + Auction.IMBALANCE) >> 3], u8[at + Auction.FINAL]);
  return message;
}

export function putRef(message: Message, info: InstrumentInfo, token: string): Message {
  message.push(info.tickUnits, info.priceDecimals, info.lotUnits, info.qtyDecimals);
  message.push(info.minPriceTicks, info.maxPriceTicks, info.maxQtyLots, info.referenceTicks, info.symbol, token);
  return message;
}

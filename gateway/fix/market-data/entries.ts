/**
 * The entries of market data as bytes. One object an instrument holds what all of its entries have in common. Door's thread; allocates
 * nothing for an entry.
 *
 * MDEntryID(278) says where an entry belongs for as long as it lives, on every session alike: 17B10125 is the bid of instrument 17 at
 * 10,125 ticks (S: an offer), 17T7 its highest price, 3-42 the trade with this id.
 */
import type { Directory, InstrumentInfo } from '../../../engine/directory.js';
import { VWAP_PARTS } from '../../../marketdata/messages.js';
import { putInteger } from '../digits.js';
import { FIXED_TEXT_SLACK, FixedText } from '../fixed-text.js';
import { putId } from '../ids.js';
import { TimestampWriter } from '../timestamps.js';
import type { FixWriter } from '../writer.js';
import { BID, EntryType, UpdateAction } from './entry-types.js';
import type { Figure } from './figures.js';

/** No entry is longer. */
export const ENTRY_MAX = 192;

const SOH = 1;
const VWAP_DECIMALS = Math.log10(VWAP_PARTS);
/** TradeCondition(277) of an imbalance. */
const MORE_BUYERS = 0x50;
const MORE_SELLERS = 0x51;
/** What an MDEntryID of a figure has between the instrument and the type. */
const FIGURE = 0x54;
const NO_TIME = -1;
const ACTIONS = Object.values(UpdateAction);

/** What a version has of an entry in a full refresh. */
export interface FullShape {
  /** Whether it has MDEntryID. */
  readonly hasId: boolean;
  /** Of its place in the book: MDEntryPositionNo(290) or MDPriceLevel(1023). */
  readonly positionTag: number;
}

/** MDEntryDate(272) and MDEntryTime(273): the same for all entries of a message. */
class EntryTime {
  private timeUs = -1;
  private readonly writer = new TimestampWriter();
  private readonly fields = Uint8Array.from(Buffer.from('272=YYYYMMDD\x01273=HH:MM:SS.sss\x01'));
  private readonly text = new DataView(new ArrayBuffer(22 + FIXED_TEXT_SLACK));

  put(writer: FixWriter, timeUs: number): void {
    if (timeUs !== this.timeUs) this.set(timeUs);
    writer.raw(this.fields, 0, this.fields.length);
  }

  private set(timeUs: number): void {
    const { fields, text } = this;
    this.timeUs = timeUs;
    this.writer.timeUs[0] = timeUs;
    this.writer.put(text, 0, SOH);
    for (let i = 0; i < 8; i++) fields[4 + i] = text.getUint8(i);
    for (let i = 0; i < 12; i++) fields[17 + i] = text.getUint8(9 + i);
  }
}

const entryTime = new EntryTime();
const entryId = new Float64Array(1);

function putEntryId(writer: FixWriter, id: number): void {
  entryId[0] = id;
  putId(writer, 278, entryId, 0);
}

export class Entries {
  /** Symbol(55), the whole field. */
  readonly symbol: FixedText;
  /** 279=…|269=…|278=17B by action, then side. */
  private readonly levelFronts: FixedText[][];
  private readonly bidId: FixedText;
  private readonly offerId: FixedText;

  constructor(
    private readonly directory: Directory,
    private readonly index: number,
  ) {
    const { symbol } = this.info;
    this.symbol = new FixedText(`55=${symbol}\x01`);
    this.bidId = new FixedText(`278=${index}B`);
    this.offerId = new FixedText(`278=${index}S`);
    this.levelFronts = ACTIONS.map((action) => {
      const front = `279=${String.fromCharCode(action)}\x01269=`;
      return [new FixedText(`${front}0\x01278=${index}B`), new FixedText(`${front}1\x01278=${index}S`)];
    });
  }

  /** It may be defined anew while it is followed. */
  private get info(): InstrumentInfo {
    return this.directory.instruments[this.index];
  }

  /** A level in an incremental refresh. */
  putLevelUpdate(w: FixWriter, action: number, side: number, price: number, qty: number, orders: number, timeUs: number): void {
    const front = this.levelFronts[action - UpdateAction.new][side === BID ? 0 : 1];
    w.fixed(front);
    putTail(w, price);
    this.putSymbol(w);
    this.putPrice(w, price);
    if (action !== UpdateAction.delete) this.putQty(w, qty);
    entryTime.put(w, timeUs);
    if (action !== UpdateAction.delete) w.integer(346, orders);
  }

  /** A level in a full refresh; position 1 is the best. */
  putLevel(w: FixWriter, side: number, price: number, qty: number, orders: number, position: number, shape: FullShape): void {
    w.char(269, side === BID ? EntryType.bid : EntryType.offer);
    if (shape.hasId) {
      const id = side === BID ? this.bidId : this.offerId;
      w.fixed(id);
      putTail(w, price);
    }
    this.putPrice(w, price);
    this.putQty(w, qty);
    w.integer(346, orders);
    w.integer(shape.positionTag, position);
  }

  /** A trade in an incremental refresh; deleted: it was busted. */
  putTradeUpdate(w: FixWriter, action: number, id: number, price: number, qty: number, timeUs: number): void {
    w.char(279, action);
    w.char(269, EntryType.trade);
    putEntryId(w, id);
    this.putSymbol(w);
    if (action !== UpdateAction.delete) {
      this.putPrice(w, price);
      this.putQty(w, qty);
    }
    entryTime.put(w, timeUs);
  }

  /** The last trade in a full refresh. */
  putTrade(w: FixWriter, id: number, price: number, qty: number, timeUs: number, shape: FullShape): void {
    w.char(269, EntryType.trade);
    if (shape.hasId) putEntryId(w, id);
    this.putPrice(w, price);
    this.putQty(w, qty);
    entryTime.put(w, timeUs);
  }

  putFigureUpdate(w: FixWriter, figure: Figure, timeUs: number): void {
    w.char(279, figure.action);
    w.char(269, figure.type);
    this.putFigureId(w, figure);
    this.putSymbol(w);
    if (figure.action !== UpdateAction.delete) this.putValue(w, figure, timeUs);
    else entryTime.put(w, timeUs);
  }

  /** A figure in a full refresh. */
  putFigure(w: FixWriter, figure: Figure, shape: FullShape): void {
    w.char(269, figure.type);
    if (shape.hasId) this.putFigureId(w, figure);
    this.putValue(w, figure, NO_TIME);
  }

  private putFigureId(w: FixWriter, figure: Figure): void {
    const at = putInteger(w.view, w.putTag(278), this.index, FIGURE);
    w.u8[at] = figure.type;
    w.u8[at + 1] = SOH;
    w.at = at + 2;
  }

  private putValue(w: FixWriter, { type, price, qty, note }: Figure, timeUs: number): void {
    const { tickUnits, priceDecimals } = this.info;
    if (type === EntryType.vwap) w.decimal(270, price * tickUnits, priceDecimals + VWAP_DECIMALS);
    else if (!Number.isNaN(price)) this.putPrice(w, price);
    if (!Number.isNaN(qty)) this.putQty(w, qty);
    if (type === EntryType.closing) w.integer(272, note);
    else if (timeUs !== NO_TIME) entryTime.put(w, timeUs);
    if (type === EntryType.imbalance && note > 0) w.char(277, note === 1 ? MORE_BUYERS : MORE_SELLERS);
  }

  private putSymbol(w: FixWriter): void {
    w.fixed(this.symbol);
  }

  private putPrice(w: FixWriter, ticks: number): void {
    w.decimal(270, ticks * this.info.tickUnits, this.info.priceDecimals);
  }

  putQty(w: FixWriter, lots: number, tag = 271): void {
    w.decimal(tag, lots * this.info.lotUnits, this.info.qtyDecimals);
  }
}

/** The end of a value whose beginning is written: an integer. */
function putTail(w: FixWriter, value: number): void {
  w.at = putInteger(w.view, w.at, value, SOH);
}

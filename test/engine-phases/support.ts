/** A venue for phases, auctions, bands and the day, with and without a snapshot before every command; what it tells, in lines. */
import { type Capacities, type InstrumentDefinition, type OrderFields, writeDefineSession } from '../../engine/commands.js';
import { type ScheduledChange, writeEndDay, writeSetSchedule } from '../../engine/commands-venue.js';
import { BODY_SHIFT, Defined, OrdType, Phase, SetPhase, Side, TermFlag, TimeInForce, Type } from '../../engine/records.js';
import { Auction, BandState, Bands, DayEnded, OfficialClose } from '../../engine/records-venue.js';
import type { RecordViews } from '../../engine/ring.js';
import { OrderTerms } from '../../engine/terms.js';
import { decode } from '../engine/decode.js';
import { acme, Harness, line, smallCapacities } from '../engine/support.js';

export { BandAction, DistanceUnit, Phase, TimeInForce } from '../../engine/records.js';

const nameIn = (table: Record<string, number>, code: number) =>
  Object.keys(table).find((name) => table[name] === code) ?? `${code}`;

export class Venue extends Harness {
  /** When the test began. */
  readonly startUs = this.timeUs;

  /** The lines of the last command's events, but BOOK. */
  told(): string[] {
    const told: string[] = [];
    const { views, used } = this.out;
    for (let at = 0; at < used; at += views.i32[at >> 2]) {
      if (views.u16[(at >> 1) + 2] !== Type.BOOK) told.push(this.lineOf(views, at));
    }
    return told;
  }

  private lineOf(views: RecordViews, at: number): string {
    const { i32, u8, f64 } = views;
    const number = (offset: number) => f64[(at + offset) >> 3];
    const name = (index: number) => (index < 0 ? 'the venue' : `instrument ${index}`);
    const first = i32[(at + 8) >> 2];
    switch (views.u16[(at >> 1) + 2]) {
      case Type.PHASE_CHANGED:
        return `${name(i32[(at + Defined.INDEX) >> 2])}: ${nameIn(Phase, u8[at + SetPhase.PHASE - BODY_SHIFT])}`;
      case Type.AUCTION: {
        const side = { 0: '', [Side.buy]: ' buy', [Side.sell]: ' sell' }[u8[at + Auction.IMBALANCE_SIDE]];
        const isFinal = u8[at + Auction.FINAL] === 1;
        const price = u8[at + Auction.HAS_PRICE] === 1 ? `${number(Auction.PAIRED)} at ${number(Auction.PRICE)}` : 'nothing';
        const left = side ? `,${side} ${number(Auction.IMBALANCE)} over` : '';
        return `${nameIn(Phase, u8[at + Auction.PHASE])} ${first}: ${price}${left}${isFinal ? ', final' : ''}`;
      }
      case Type.BANDS: {
        const state = nameIn(BandState, i32[(at + Bands.STATE) >> 2]);
        const until = number(Bands.UNTIL) === 0 ? '' : ` until ${(number(Bands.UNTIL) - this.startUs) / 1e6} s`;
        return `bands ${first}: ${number(Bands.LOWER)} to ${number(Bands.UPPER)} around ${number(Bands.REFERENCE)}, ${state}${until}`;
      }
      case Type.OFFICIAL_CLOSE:
        return `close ${first}: ${number(OfficialClose.TICKS)}, ${number(OfficialClose.LOTS)} lots`;
      case Type.DAY_ENDED:
        return `day ${first} ended, next ${i32[(at + DayEnded.NEXT_DATE) >> 2]}`;
      case Type.SCHEDULE_SET:
        return `schedule of ${first}`;
      case Type.SESSION_UP:
      case Type.SESSION_DOWN:
      case Type.SESSION_RESET:
        return `${nameIn(Type, views.u16[(at >> 1) + 2])} ${first}`;
      default:
        return line(decode(views, at));
    }
  }

  /** An order in the words of a test; each clOrdId is new. */
  send(clOrdId: string, side: 'buy' | 'sell', qty: number, price: number | 'market', more: More = {}): string[] {
    const { tif, hidden, display, session = side === 'buy' ? 0 : 1, instrument = 0, stop, expireUs = 0, ordType, link } = more;
    const fields: Partial<OrderFields> = {};
    const terms = new OrderTerms();
    if (hidden) terms.flags |= TermFlag.hidden;
    if (display) terms.displayLots = display;
    terms.expireUs = expireUs;
    if (stop !== undefined) Object.assign(terms, { stopTicks: stop, flags: TermFlag.stop });
    if (link) terms.contingency = 1;
    const hasTerms = hidden || display || expireUs > 0 || stop !== undefined || link;
    if (hasTerms) Object.assign(fields, { hasTerms: true, terms });
    if (tif) fields.timeInForce = TimeInForce[tif];
    const plain = price === 'market' ? OrdType.market : OrdType.limit;
    fields.ordType = ordType ?? (stop === undefined ? plain : price === 'market' ? OrdType.stop : OrdType.stopLimit);
    if (link) {
      const text = new Uint8Array(256);
      text.set(Buffer.from(clOrdId + link, 'latin1'));
      Object.assign(fields, { text, clOrdIdLen: clOrdId.length, origClOrdIdLen: link.length });
    }
    this.order(clOrdId, { side, qty, price: price === 'market' ? 0 : price, session, instrument, fields });
    return this.told();
  }

  /** Two strangers trade. */
  trade(price: number, qty = 1, instrument = 0): string[] {
    const n = this.seq;
    this.send(`tb${n}`, 'buy', qty, price, { session: 2, instrument });
    return this.send(`ts${n}`, 'sell', qty, price, { session: 3, instrument });
  }

  enter(phase: keyof typeof Phase, instrument = -1): string[] {
    this.phase(Phase[phase], instrument);
    return this.told();
  }

  /** A Tick `ms` later. */
  after(ms: number): string[] {
    this.tick(ms);
    return this.told();
  }

  /** Ticks at each deadline until so much time has passed, as the sequencer does: the lines of all, each with its ms. */
  until(ms: number): string[] {
    const told: string[] = [];
    const end = this.startUs + ms * 1000;
    for (let due = this.engine.nextDeadlineUs; due <= end; due = this.engine.nextDeadlineUs) {
      const at = (due - this.startUs) / 1000;
      told.push(...this.after(Math.max(0, (due - this.timeUs) / 1000)).map((text) => `${at}: ${text}`));
    }
    this.timeUs = end;
    return told;
  }

  schedule(date: number, changes: [ms: number, action: number][]): string[] {
    const list: ScheduledChange[] = changes.map(([ms, action]) => ({ timeUs: this.startUs + ms * 1000, action }));
    this.run({}, (sink, o) => writeSetSchedule(sink, o, date, list, 'operator'));
    return this.told();
  }

  endDay(date: number): string[] {
    this.run({}, (sink, o) => writeEndDay(sink, o, date, 'operator'));
    return this.told();
  }

  resetting(senderCompId: string): void {
    this.run({}, (sink, o) =>
      writeDefineSession(sink, o, {
        participant: 0,
        kind: 1,
        cancelOnDisconnect: false,
        graceMs: 0,
        senderCompId,
        targetCompId: 'VENUE',
        resetDaily: true,
      }),
    );
  }
}

export interface More {
  session?: number;
  instrument?: number;
  tif?: keyof typeof TimeInForce;
  hidden?: boolean;
  display?: number;
  stop?: number;
  expireUs?: number;
  ordType?: number;
  /** The ClOrdID of the order that this one cancels, and that cancels it. */
  link?: string;
}

/** Goes on with an engine that was loaded from a snapshot, before every command. */
class Reloading extends Venue {
  protected override readonly reloads = true;
}

export const kinds = [
  { how: 'at a stretch', Kind: Venue },
  { how: 'with a snapshot before every command', Kind: Reloading },
] as const;

/** ACME (0) and GLOBEX (1), and the sessions 0 to 3 of one firm, logged on, in continuous trading. */
export function openVenue(
  Kind: new () => Venue,
  settings: Partial<InstrumentDefinition> = {},
  capacities: Partial<Capacities> = {},
): Venue {
  const venue = new Kind();
  venue.epoch(1, { ...smallCapacities, ...capacities });
  venue.instrument({ ...acme, ...settings });
  venue.instrument({ ...acme, symbol: 'GLOBEX' });
  venue.participant('FIRM');
  for (let s = 0; s < 4; s++) {
    venue.session(`BROKER${s}`, { cancelOnDisconnect: false });
    venue.logon(s);
  }
  return venue;
}

/** A venue for orders with terms, with and without a snapshot before every command; the words to order with, and what it tells, in lines. */
import type { Capacities, InstrumentDefinition, OrderFields } from '../../engine/commands.js';
import { OrdType, Side, TermFlag, TimeInForce, Type } from '../../engine/records.js';
import { Book, Prevented, Stp } from '../../engine/records-venue.js';
import type { RecordViews } from '../../engine/ring.js';
import { OrderTerms } from '../../engine/terms.js';
import { decode } from '../engine/decode.js';
import { acme, Harness, line, smallCapacities } from '../engine/support.js';

const stpNames = Object.keys(Stp);

/** What an order says beside its side, quantity and price. */
export interface More {
  type?: keyof typeof OrdType;
  tif?: keyof typeof TimeInForce;
  session?: number;
  instrument?: number;
  display?: number;
  hidden?: boolean;
  min?: number;
  postOnly?: boolean;
  reprice?: boolean;
  notional?: number;
  expireUs?: number;
  group?: number;
  stp?: keyof typeof Stp;
  /** Terms as they stand in the record, for those that no word above gives. */
  terms?: Partial<OrderTerms>;
}

export class Venue extends Harness {
  /** Sends an order and returns what the venue tells, in lines. */
  send(clOrdId: string, side: 'buy' | 'sell', qty: number, price: number, more: More = {}): string[] {
    const { session = 0, instrument = 0 } = more;
    this.order(clOrdId, { session, instrument, side, qty, price, fields: fieldsOf(more) });
    return this.told();
  }

  change(clOrdId: string, orig: string, qty: number, price: number, more: More = {}): string[] {
    const { tif: _, ...given } = more;
    const terms = termsOf(given);
    this.replace(clOrdId, orig, qty, price, { session: more.session ?? 0, fields: terms ? { hasTerms: true, terms } : {} });
    return this.told();
  }

  /** The lines of the last command's events, BOOK and PREVENTED too. */
  told(): string[] {
    const told: string[] = [];
    const { views, used } = this.out;
    for (let at = 0; at < used; at += views.i32[at >> 2]) told.push(lineOf(views, at));
    return told;
  }
}

/** Goes on with an engine that was loaded from a snapshot, before every command. */
class Reloading extends Venue {
  protected override readonly reloads = true;
}

export const kinds = [
  { how: 'at a stretch', Kind: Venue },
  { how: 'with a snapshot before every command', Kind: Reloading },
] as const;

/** ACME as it is changed, and sessions 0 to 3 of the firms 0, 1, 0 and 1, logged on, in continuous trading. */
export function open(
  Kind: new () => Venue,
  changes: Partial<InstrumentDefinition> = {},
  more: Partial<Capacities> = {},
): Venue {
  const venue = new Kind();
  venue.epoch(1, { ...smallCapacities, ...more });
  venue.participant('FIRM');
  venue.participant('MAKER');
  venue.instrument({ ...acme, ...changes });
  for (let s = 0; s < 4; s++) {
    venue.session(`BROKER${s}`, { cancelOnDisconnect: false, participant: s & 1 });
    venue.logon(s);
  }
  return venue;
}

function termsOf(more: More): OrderTerms | undefined {
  const terms = new OrderTerms();
  terms.displayLots = more.display ?? 0;
  terms.minLots = more.min ?? 0;
  terms.notional = more.notional ?? 0;
  terms.expireUs = more.expireUs ?? 0;
  terms.stpGroup = more.group ?? 0;
  terms.stp = Stp[more.stp ?? 'firm'];
  if (more.hidden) terms.flags |= TermFlag.hidden;
  if (more.postOnly || more.reprice) terms.flags |= TermFlag.postOnly;
  if (more.reprice) terms.flags |= TermFlag.postOnlyReprice;
  Object.assign(terms, more.terms);
  return Object.values(terms).some((value) => value !== 0) ? terms : undefined;
}

function fieldsOf(more: More): Partial<OrderFields> {
  const fields: Partial<OrderFields> = { ordType: OrdType[more.type ?? 'limit'], timeInForce: TimeInForce[more.tif ?? 'day'] };
  const terms = termsOf(more);
  return terms ? { ...fields, hasTerms: true, terms } : fields;
}

function lineOf(views: RecordViews, at: number): string {
  const { u8, i32, f64 } = views;
  const type = views.u16[(at >> 1) + 2];
  const signed = (n: number) => (n > 0 ? `+${n}` : `${n}`);
  if (type === Type.BOOK) {
    const side = u8[at + Book.SIDE] === Side.buy ? 'buy' : 'sell';
    const orders = new Int16Array(u8.buffer, u8.byteOffset + at + Book.ORDERS, 1)[0];
    return `book ${side} ${f64[(at + Book.PRICE) >> 3]}: ${signed(f64[(at + Book.LOTS) >> 3])} lots, ${signed(orders)} orders`;
  }
  if (type === Type.PREVENTED) {
    const mode = stpNames[i32[(at + Prevented.MODE) >> 2]];
    return `prevented ${mode} ${f64[(at + Prevented.LOTS) >> 3]} at ${f64[(at + Prevented.PRICE) >> 3]}`;
  }
  return line(decode(views, at));
}

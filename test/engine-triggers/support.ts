/** A venue for stops, pegged and linked orders, with and without a snapshot before every command; and the words to order with. */
import { type Capacities, OrderFields, type Origin, writeOrder } from '../../engine/commands.js';
import { MemorySink } from '../../engine/log.js';
import { Command, Contingency, OrdType, Peg, Phase, Side, TermFlag, TimeInForce, Type } from '../../engine/records.js';
import { OrderTerms } from '../../engine/terms.js';
import { acme, type Event, Harness, line, smallCapacities } from '../engine/support.js';

export { lines } from '../engine/support.js';

/** Goes on with an engine that was loaded from a snapshot, before every command. */
class Reloading extends Harness {
  protected override readonly reloads = true;
}

export const kinds = [
  { how: 'at a stretch', Venue: Harness },
  { how: 'with a snapshot before every command', Venue: Reloading },
] as const;

/** ACME, GLOBEX, and the sessions 0 to 3 of one firm, logged on, in continuous trading. */
export function openVenue(Venue: new () => Harness, capacities: Partial<Capacities> = {}): Harness {
  const venue = new Venue();
  venue.epoch(1, { ...smallCapacities, ...capacities });
  venue.instrument(acme);
  venue.instrument({ ...acme, symbol: 'GLOBEX' });
  venue.participant('FIRM');
  for (let s = 0; s < 4; s++) {
    venue.session(`BROKER${s}`, { cancelOnDisconnect: false });
    venue.logon(s);
  }
  return venue;
}

/** Sends orders without looking at what they cause: for very many. */
export class Crowd {
  private readonly command = new MemorySink();
  private readonly origin: Origin = { door: 0, session: 0, connection: 0, msgSeqNum: 0, ref: 0 };
  private readonly fields = new OrderFields();

  constructor(private readonly venue: Harness) {}

  send(clOrdId: string, side: 'buy' | 'sell', qty: number, wanted: Wanted): void {
    const { command, origin, fields, venue } = this;
    const { session = 0, instrument = 0, priceTicks = 0, ordType = OrdType.limit, timeInForce = TimeInForce.day } = wanted;
    origin.session = session;
    origin.connection = session + 1;
    fields.clear();
    Object.assign(fields, {
      instrument,
      side: side === 'buy' ? Side.buy : Side.sell,
      ordType,
      timeInForce,
      priceTicks,
      qtyLots: qty,
    });
    fields.hasTerms = wanted.terms !== undefined;
    Object.assign(fields.terms, wanted.terms);
    fields.setText(clOrdId, wanted.link);
    command.clear();
    writeOrder(command, Type.NEW_ORDER, origin, fields);
    command.views.f64[Command.SEQ >> 3] = ++venue.seq;
    command.views.f64[Command.TIME >> 3] = venue.timeUs;
    venue.out.clear();
    venue.engine.apply(command.views, 0);
  }
}

/** Two strangers trade one lot at a price. */
export function trade(venue: Harness, price: number, qty = 1): string[] {
  const n = venue.seq;
  venue.buy(`tb${n}`, qty, price, { session: 3 });
  return told(venue.sell(`ts${n}`, qty, price, { session: 2 })).filter(
    (text) => !text.startsWith('ts') && !text.startsWith('tb'),
  );
}

/** What owners are told, in lines. */
export function told(events: Event[]): string[] {
  return events.filter((event) => event.type === 'EXEC' || event.type === 'CANCEL_REJECTED').map(line);
}

interface Wanted {
  ordType?: number;
  timeInForce?: number;
  session?: number;
  instrument?: number;
  priceTicks?: number;
  /** The ClOrdID of a partner or parent. */
  link?: string;
  terms?: Partial<OrderTerms>;
}

/** Sends an order with terms. */
export function send(venue: Harness, clOrdId: string, side: 'buy' | 'sell', qty: number, wanted: Wanted): Event[] {
  const terms = Object.assign(new OrderTerms(), wanted.terms);
  const fields: Partial<OrderFields> = { ordType: wanted.ordType ?? OrdType.limit, hasTerms: true, terms };
  if (wanted.timeInForce !== undefined) fields.timeInForce = wanted.timeInForce;
  if (wanted.link !== undefined) {
    const text = new Uint8Array(256);
    text.set(Buffer.from(clOrdId + wanted.link, 'latin1'));
    Object.assign(fields, { text, clOrdIdLen: clOrdId.length, origClOrdIdLen: wanted.link.length });
  }
  const { session = 0, instrument = 0, priceTicks = 0 } = wanted;
  return venue.order(clOrdId, { session, instrument, side, qty, price: priceTicks, fields });
}

/** The terms of a stop at a price. */
export function stopAt(stopTicks: number): Partial<OrderTerms> {
  return { stopTicks, flags: TermFlag.stop };
}

export function stop(
  venue: Harness,
  clOrdId: string,
  side: 'buy' | 'sell',
  qty: number,
  stopTicks: number,
  more: Wanted = {},
): Event[] {
  return send(venue, clOrdId, side, qty, { ordType: OrdType.stop, ...more, terms: { ...stopAt(stopTicks), ...more.terms } });
}

export function stopLimit(
  venue: Harness,
  clOrdId: string,
  side: 'buy' | 'sell',
  qty: number,
  stopTicks: number,
  priceTicks: number,
  more: Wanted = {},
): Event[] {
  return stop(venue, clOrdId, side, qty, stopTicks, { ordType: OrdType.stopLimit, priceTicks, ...more });
}

/** @param stopTicks where it starts; else at its distance from the last trade */
export function trailing(
  venue: Harness,
  clOrdId: string,
  side: 'buy' | 'sell',
  qty: number,
  offsetTicks: number,
  stopTicks?: number,
  more: Wanted = {},
): Event[] {
  const start =
    stopTicks === undefined ? { flags: TermFlag.trailing } : { stopTicks, flags: TermFlag.trailing | TermFlag.stop };
  return send(venue, clOrdId, side, qty, { ordType: OrdType.stop, ...more, terms: { offsetTicks, ...start } });
}

export function peg(
  venue: Harness,
  clOrdId: string,
  side: 'buy' | 'sell',
  qty: number,
  to: keyof typeof Peg,
  more: Wanted & { offset?: number; cap?: number } = {},
): Event[] {
  const { offset = 0, cap, ...wanted } = more;
  const terms = { peg: Peg[to], offsetTicks: offset, flags: cap === undefined ? 0 : TermFlag.capped, ...more.terms };
  return send(venue, clOrdId, side, qty, { ordType: OrdType.pegged, priceTicks: cap ?? 0, ...wanted, terms });
}

/** One that cancels `link` and is cancelled by it. */
export function oco(wanted: Wanted & { link: string }): Wanted {
  return { ...wanted, terms: { ...wanted.terms, contingency: Contingency.oneCancelsOther } };
}

/** One that waits for `link`. */
export function child(wanted: Wanted & { link: string }): Wanted {
  return { ...wanted, terms: { ...wanted.terms, contingency: Contingency.triggeredBy } };
}

/** What a replace says to give a stop another stop price. */
export function replaceStop(stopTicks: number): Partial<OrderFields> {
  return { hasTerms: true, terms: Object.assign(new OrderTerms(), stopAt(stopTicks)) };
}

/** The EXEC of a status request, which shows an order as it stands. */
export function look(venue: Harness, clOrdId: string, session = 0, instrument = 0): Event {
  const [event] = venue.status(clOrdId, { session, instrument });
  if (event === undefined) throw new Error('expected an answer to a status request');
  return event;
}

export { Contingency, OrdType, Phase, TermFlag, TimeInForce };

/**
 * A flow that is made while it runs and allocates nothing itself: limit orders that rest within so many ticks of the middle of their book,
 * cancelled in turn once enough are live, and now and then an aggressive one. For memory and garbage, not for speed.
 */
import { OrderFields, type Origin, writeOrder } from '../../engine/commands.js';
import { MemorySink } from '../../engine/log.js';
import { Command, OrdType, Side, TimeInForce, Type } from '../../engine/records.js';
import { putAccount, putId } from './client.js';
import type { VenueSettings } from './settings.js';
import { DirectVenue, SESSIONS } from './venue.js';

export class SteadyFlow {
  readonly venue: DirectVenue;
  private readonly command = new MemorySink(1024);
  private readonly fields = new OrderFields();
  private readonly origins: Origin[];
  private seed = 23;
  private newest = 0;
  private oldest = 0;
  private requests = 0;
  private readonly out: MemorySink;
  /** Sequence number and time of the last command: an array keeps them off the heap. */
  private readonly stamps: Float64Array;

  /** @param spread ticks to either side of the middle */
  constructor(
    private readonly settings: VenueSettings,
    private readonly spread: number,
  ) {
    this.venue = new DirectVenue(settings);
    this.out = this.venue.out;
    this.stamps = Float64Array.of(this.venue.engine.seq, this.venue.engine.timeUs);
    this.origins = Array.from({ length: SESSIONS }, (_, session) => {
      return { door: 1, session, connection: session + 1, msgSeqNum: 1, ref: 0 };
    });
  }

  /** A limit order that rests in the next book. */
  rest(): void {
    const n = ++this.newest;
    const side = this.next(2);
    const away = 1 + this.next(this.spread);
    this.fill(n, side, 1 + this.next(100), this.settings.referenceTicks + (side === 0 ? -away : away));
    this.fields.timeInForce = TimeInForce.day;
    this.send(Type.NEW_ORDER, n);
  }

  /** Cancels the oldest order that has not been; it may be filled already. */
  cancelOldest(): void {
    const n = ++this.oldest;
    const { fields } = this;
    fields.clear();
    fields.instrument = n % this.settings.symbols;
    fields.clOrdIdLen = putId(fields.text, 0, 50_000_000 + ++this.requests);
    fields.origClOrdIdLen = putId(fields.text, fields.clOrdIdLen, n);
    this.send(Type.CANCEL, n);
  }

  /** An IOC order that takes what it finds next to the middle. */
  attack(): void {
    const n = 90_000_000 + (++this.requests % 10_000_000);
    const side = this.next(2);
    this.fill(n, side, 1 + this.next(200), this.settings.referenceTicks + (side === 0 ? 5 : -5));
    this.fields.timeInForce = TimeInForce.ioc;
    this.send(Type.NEW_ORDER, n);
  }

  private fill(n: number, side: number, lots: number, price: number): void {
    const { fields } = this;
    fields.clear();
    fields.instrument = n % this.settings.symbols;
    fields.side = side === 0 ? Side.buy : Side.sell;
    fields.ordType = OrdType.limit;
    fields.qtyLots = lots;
    fields.priceTicks = price;
    fields.clOrdIdLen = putId(fields.text, 0, n);
    fields.accountLen = putAccount(fields.text, fields.clOrdIdLen, n);
  }

  private send(type: number, n: number): void {
    const { command, venue } = this;
    const origin = this.origins[n % SESSIONS];
    origin.msgSeqNum++;
    command.used = 0;
    writeOrder(command, type, origin, this.fields);
    command.views.f64[Command.SEQ >> 3] = ++this.stamps[0];
    command.views.f64[Command.TIME >> 3] = ++this.stamps[1];
    this.out.used = 0;
    venue.engine.apply(command.views, 0);
  }

  /** An integer below `below`, from a small generator that allocates nothing. */
  private next(below: number): number {
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) | 0;
    return ((this.seed >>> 8) % below) | 0;
  }
}

/** Drives an engine the way the sequencer does: a venue that tests give orders to. */
import {
  type Capacities,
  type InstrumentDefinition,
  OrderFields,
  type Origin,
  type SessionDefinition,
  writeDefineInstrument,
  writeDefineParticipant,
  writeDefineSession,
  writeDisconnect,
  writeEpochStart,
  writeLogon,
  writeOrder,
  writeReceived,
  writeSay,
  writeSetLevel,
  writeSetNextIn,
  writeSetPhase,
  writeTick,
} from '../../engine/commands.js';
import { writeNotice } from '../../engine/commands-venue.js';
import { Engine, RULES_VERSION } from '../../engine/engine.js';
import { MemorySink } from '../../engine/log.js';
import {
  Command,
  MassCancelScope,
  MassStatusScope,
  OrdType,
  Phase,
  SessionKind,
  Side,
  TimeInForce,
  Type,
} from '../../engine/records.js';
import { decodeAll, type Event } from './decode.js';

export { type Event, line, lines } from './decode.js';

export const smallCapacities: Capacities = {
  orders: 1000,
  instruments: 4,
  sessions: 8,
  participants: 4,
  clOrdIds: 2000,
  ladderTicks: 64,
  accounts: 100,
  specials: 100,
  trades: 100,
  positions: 4000,
};

export const acme: InstrumentDefinition = {
  symbol: 'ACME',
  tickUnits: 1,
  priceDecimals: 2,
  lotUnits: 1,
  qtyDecimals: 0,
  minPriceTicks: 1,
  maxPriceTicks: 1_000_000,
  maxQtyLots: 1_000_000,
  referenceTicks: 100,
};

/** What an order request says beside its ClOrdID. */
export interface Terms {
  session?: number;
  instrument?: number;
  side?: 'buy' | 'sell' | '';
  price?: number;
  qty?: number;
  tif?: 'day' | 'gtc' | 'ioc' | 'fok';
  market?: boolean;
  account?: string;
  symbol?: string;
  reason?: number;
  orderId?: number;
  connection?: number;
  fields?: Partial<OrderFields>;
}

const START_US = 1_700_000_000_000_000;

export class Harness {
  readonly out = new MemorySink();
  /** The whole log: commands and events as a sequencer would leave them. */
  readonly log = new MemorySink();
  engine: Engine;
  seq = 0;
  timeUs = START_US;
  readonly origin: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
  /** Whether it goes on with an engine that was loaded from a snapshot, before every command that run() applies. */
  protected readonly reloads: boolean = false;
  private readonly command = new MemorySink();
  private readonly fields = new OrderFields();
  private capacities: Capacities | null = null;
  private reloaded = 0;

  constructor(engine?: Engine) {
    this.engine = engine ?? new Engine(this.out);
    this.engine.out = this.out;
    this.seq = this.engine.seq;
    this.timeUs = Math.max(this.timeUs, this.engine.timeUs);
  }

  /** A venue in its first epoch with ACME, firms, and sessions 0, 1, … logged on over connections 1, 2, … */
  static open(sessions = 2, capacities: Partial<Capacities> = {}): Harness {
    const venue = new Harness();
    venue.epoch(1, { ...smallCapacities, ...capacities });
    venue.instrument(acme);
    venue.participant('FIRM');
    for (let s = 0; s < sessions; s++) {
      venue.session(`BROKER${s}`);
      venue.logon(s, s + 1);
    }
    return venue;
  }

  /** Writes a command with `write`, applies it, and returns its events. */
  run(origin: Partial<Origin>, write: (sink: MemorySink, origin: Origin) => boolean): Event[] {
    if (this.reloads && this.seq > 0) this.reloadAsIs();
    this.stamp(origin, write);
    this.out.clear();
    this.apply();
    return decodeAll(this.out);
  }

  /** The same without decoding. */
  runQuietly(origin: Partial<Origin>, write: (sink: MemorySink, origin: Origin) => boolean): void {
    this.stamp(origin, write);
    this.out.clear();
    this.apply();
  }

  private stamp(origin: Partial<Origin>, write: (sink: MemorySink, origin: Origin) => boolean): void {
    this.command.clear();
    write(this.command, { ...this.origin, ...origin });
    this.command.views.f64[Command.SEQ >> 3] = this.seq + 1;
    this.command.views.f64[Command.TIME >> 3] = this.timeUs;
  }

  private apply(): void {
    this.engine.apply(this.command.views, 0);
    this.seq++;
    append(this.log, this.command.bytes());
    append(this.log, this.out.bytes());
  }

  epoch(epoch: number, capacities = smallCapacities, phase: number = Phase.open, rulesVersion = RULES_VERSION): Event[] {
    this.capacities = capacities;
    return this.run({}, (sink, o) => writeEpochStart(sink, o, { epoch, rulesVersion, capacities, prevFrameCrc: 0, phase }));
  }

  instrument(definition: InstrumentDefinition): Event[] {
    return this.run({}, (sink, o) => writeDefineInstrument(sink, o, definition));
  }

  participant(name: string): Event[] {
    return this.run({}, (sink, o) => writeDefineParticipant(sink, o, name));
  }

  session(senderCompId: string, settings: Partial<SessionDefinition> = {}): Event[] {
    const usual = { participant: 0, kind: SessionKind.fix, cancelOnDisconnect: true, graceMs: 0, targetCompId: 'VENUE' };
    return this.run({}, (sink, o) => writeDefineSession(sink, o, { ...usual, senderCompId, ...settings }, 'operator'));
  }

  logon(
    session: number,
    connection = session + 1,
    more: { reset?: boolean; cancel?: number; msgSeqNum?: number; windowUs?: number } = {},
  ): Event[] {
    const { reset = false, cancel = 0, msgSeqNum = 0, windowUs } = more;
    return this.run({ session, connection, msgSeqNum }, (sink, o) =>
      writeLogon(sink, o, { reset, cancelOnDisconnect: cancel, windowUs, content: '108=30\u0001' }),
    );
  }

  disconnect(session: number, clean = false, connection = session + 1, reset = false): Event[] {
    return this.run({ session, connection }, (sink, o) => writeDisconnect(sink, o, clean, reset));
  }

  received(session: number, msgSeqNum: number, connection = session + 1): Event[] {
    return this.run({ session, connection, msgSeqNum }, (sink, o) => writeReceived(sink, o, 0x30));
  }

  setNextIn(session: number, nextIn: number, connection = session + 1): Event[] {
    return this.run({ session, connection }, (sink, o) => writeSetNextIn(sink, o, nextIn));
  }

  say(session: number, content: string, connection = session + 1): Event[] {
    return this.run({ session, connection }, (sink, o) => writeSay(sink, o, 0x30, 0, content));
  }

  notice(text: string): Event[] {
    return this.run({}, (sink, o) => writeNotice(sink, o, text, 'operator'));
  }

  phase(phase: number, instrument = -1): Event[] {
    return this.run({}, (sink, o) => writeSetPhase(sink, o, instrument, phase, 'operator'));
  }

  level(level: number): Event[] {
    return this.run({}, (sink, o) => writeSetLevel(sink, o, level, 'operator'));
  }

  tick(afterMs = 0): Event[] {
    this.timeUs += afterMs * 1000;
    return this.run({}, writeTick);
  }

  buy(clOrdId: string, qty: number, price: number, terms: Terms = {}): Event[] {
    return this.order(clOrdId, { side: 'buy', qty, price, ...terms });
  }

  sell(clOrdId: string, qty: number, price: number, terms: Terms = {}): Event[] {
    return this.order(clOrdId, { side: 'sell', qty, price, ...terms });
  }

  order(clOrdId: string, terms: Terms): Event[] {
    return this.request(Type.NEW_ORDER, clOrdId, '', { tif: 'day', ...terms });
  }

  cancel(clOrdId: string, origClOrdId: string, terms: Terms = {}): Event[] {
    return this.request(Type.CANCEL, clOrdId, origClOrdId, { side: '', ...terms });
  }

  replace(clOrdId: string, origClOrdId: string, qty: number, price: number, terms: Terms = {}): Event[] {
    return this.request(Type.REPLACE, clOrdId, origClOrdId, { side: '', qty, price, ...terms });
  }

  status(origClOrdId: string, terms: Terms = {}): Event[] {
    return this.request(Type.ORDER_STATUS, '', origClOrdId, { side: '', ...terms });
  }

  massStatus(id: string, terms: Terms & { scope?: number } = {}): Event[] {
    const fields = { scope: terms.scope ?? MassStatusScope.all };
    return this.request(Type.MASS_STATUS, id, '', { side: '', fields, ...terms });
  }

  massCancel(clOrdId: string, terms: Terms & { scope?: number } = {}): Event[] {
    const fields = { scope: terms.scope ?? MassCancelScope.all };
    return this.request(Type.MASS_CANCEL, clOrdId, '', { side: '', fields, ...terms });
  }

  private request(type: number, clOrdId: string, origClOrdId: string, terms: Terms): Event[] {
    const session = terms.session ?? 0;
    this.fillFields(type, clOrdId, origClOrdId, terms);
    return this.run({ session, connection: terms.connection ?? session + 1 }, (sink, o) =>
      writeOrder(sink, type, o, this.fields),
    );
  }

  private fillFields(type: number, clOrdId: string, origClOrdId: string, terms: Terms): void {
    const f = this.fields;
    const isNew = type === Type.NEW_ORDER;
    f.clear();
    f.instrument = terms.instrument ?? 0;
    f.side = terms.side === '' ? 0 : terms.side === 'sell' ? Side.sell : Side.buy;
    if (isNew) f.ordType = terms.market ? OrdType.market : OrdType.limit;
    f.timeInForce = terms.tif ? TimeInForce[terms.tif] : 0;
    f.priceTicks = terms.price ?? 0;
    f.qtyLots = terms.qty ?? 0;
    f.orderId = terms.orderId ?? 0;
    f.reason = terms.reason ?? 0;
    f.setText(clOrdId, origClOrdId, terms.account ?? '', terms.symbol ?? '');
    Object.assign(f, terms.fields);
  }

  /** [price, qty, orders] from the best on. */
  bids(instrument = 0): [number, number, number][] {
    return this.engine.bookSeeds()[instrument].bids;
  }

  asks(instrument = 0): [number, number, number][] {
    return this.engine.bookSeeds()[instrument].asks;
  }

  private reloadAsIs(): void {
    const before = this.engine.stateHash();
    this.reload();
    if (this.engine.stateHash() !== before) throw new Error(`another state after the snapshot at ${this.seq}`);
  }

  /** Takes a snapshot and goes on with an engine that was loaded from it: now into new memory, now into what another engine has left. */
  reload(): void {
    const bytes = this.engine.snapshot();
    if (this.capacities !== null && this.reloaded++ % 2 === 1) leaveMemory(this.capacities);
    this.engine = Engine.load(bytes, this.out);
  }
}

function leaveMemory(capacities: Capacities): void {
  const other = new Harness();
  other.epoch(1, capacities);
  other.instrument(acme);
  other.participant('FIRM');
  other.session('BROKER0');
  other.engine.giveBack();
}

function append(sink: MemorySink, bytes: Uint8Array): void {
  if (bytes.length === 0) return;
  const at = sink.claim(bytes.length);
  sink.views.u8.set(bytes, at);
}

/** Applies all commands of a log to a fresh engine and returns the log that it makes. */
export function replay(log: MemorySink): MemorySink {
  const again = new MemorySink();
  const out = new MemorySink();
  const engine = new Engine(out);
  const { views } = log;
  for (let at = 0; at < log.used; at += views.i32[at >> 2]) {
    if (views.u16[(at >> 1) + 2] >= 64) continue;
    out.clear();
    engine.apply(views, at);
    const command = views.u8.slice(at, at + views.i32[at >> 2]);
    append(again, command);
    append(again, out.bytes());
  }
  return again;
}

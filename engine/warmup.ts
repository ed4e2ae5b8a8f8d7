/**
 * Compiles the hot paths before the doors open, so that the first broker does not pay for it: an engine plays a made-up market in the
 * very memory that the first engine of this thread will use, and forgets it (machine.ts). Runs once on a thread that hosts an engine,
 * before anything else there makes one; takes some 200 ms.
 */
import {
  type Capacities,
  OrderFields,
  type Origin,
  writeDefineInstrument,
  writeDefineParticipant,
  writeDefineSession,
  writeDisconnect,
  writeEpochStart,
  writeLogon,
  writeOrder,
  writeReceived,
  writeSay,
  writeSetNextIn,
  writeTick,
} from './commands.js';
import { writeSetLimits } from './commands-venue.js';
import { Engine, RULES_VERSION } from './engine.js';
import { LogWriter, MemorySink } from './log.js';
import { Command, CopyKind, MassCancelScope, OrdType, Phase, SessionKind, Side, TimeInForce, Type } from './records.js';
import { LimitScope } from './records-venue.js';
import { createRing, RingConsumer } from './ring.js';

const ROUNDS = 5000;
/** What the market needs. */
const ORDERS_MIN = 2000;
const OTHERS_MIN = 4;
const OPEN_MAX = 800;
const RING = 1 << 16;

class Rehearsal {
  readonly engine: Engine;
  private readonly events = new MemorySink();
  /** Events go now here, now there: into a log, and into memory as in a replay. */
  private readonly log: LogWriter;
  private readonly reader: RingConsumer;
  private readonly command = new MemorySink();
  private readonly fields = new OrderFields();
  private readonly origin: Origin = { door: 0, session: 0, connection: 1, msgSeqNum: 0, ref: 0 };
  private ids = 0;

  constructor() {
    const ring = createRing(RING, 1);
    this.log = new LogWriter(ring, []);
    this.reader = new RingConsumer(ring, 0);
    this.engine = new Engine(this.events);
  }

  run(write: (sink: MemorySink, origin: Origin) => boolean): void {
    write(this.command, this.origin);
    this.apply();
  }

  private apply(): void {
    this.command.views.f64[Command.SEQ >> 3] = this.engine.seq + 1;
    this.command.views.f64[Command.TIME >> 3] = this.engine.seq;
    this.engine.apply(this.command.views, 0);
    this.command.clear();
    this.events.clear();
    this.log.publish();
    for (let at = this.reader.peek(); at >= 0; at = this.reader.peek()) this.reader.advance();
    this.reader.release();
  }

  /** From now on events go to the log, or to memory. */
  writeTo(isLog: boolean): void {
    this.engine.out = isLog ? this.log : this.events;
  }

  as(session: number): this {
    this.origin.session = session;
    this.origin.connection = session + 1;
    this.origin.msgSeqNum++;
    return this;
  }

  /** One request; returns its ClOrdID. */
  request(type: number, side: number, price: number, qty: number, timeInForce: number, orig = ''): string {
    const clOrdId = `WARM-UP-${this.ids++}`;
    const f = this.fields;
    f.clear();
    f.instrument = price & 1;
    f.side = side;
    f.ordType = type === Type.NEW_ORDER ? (price === 0 ? OrdType.market : OrdType.limit) : 0;
    f.timeInForce = timeInForce;
    f.scope = MassCancelScope.all;
    f.priceTicks = price;
    f.qtyLots = qty;
    f.setText(clOrdId, orig, 'ACCOUNT');
    writeOrder(this.command, type, this.origin, f);
    this.apply();
    return clOrdId;
  }

  get openOrders(): number {
    return this.engine.openOrders;
  }
}

/** @param capacities of the engine that will run here; of very small ones nothing is prepared */
export function warmUp(capacities: Capacities): void {
  if (capacities.orders < ORDERS_MIN || Object.values(capacities).some((capacity) => capacity < OTHERS_MIN)) return;
  const venue = new Rehearsal();
  define(venue, capacities);
  for (let i = 0; i < ROUNDS; i++) round(venue, i);
  for (const session of [0, 1]) venue.as(session).request(Type.MASS_CANCEL, 0, 0, 0, 0);
  venue.engine.giveBack();
}

function define(venue: Rehearsal, capacities: Capacities): void {
  const epoch = { epoch: 1, rulesVersion: RULES_VERSION, capacities, prevFrameCrc: 0, phase: Phase.open };
  venue.run((sink, origin) => writeEpochStart(sink, origin, epoch));
  for (const name of ['WARM-UP', 'COPIED']) venue.run((sink, origin) => writeDefineParticipant(sink, origin, name));
  for (const symbol of ['A', 'B']) {
    const scale = { tickUnits: 1, priceDecimals: 2, lotUnits: 1, qtyDecimals: 0 };
    const range = { minPriceTicks: 1, maxPriceTicks: 1e8, maxQtyLots: 1e6, referenceTicks: 1000 };
    venue.run((sink, origin) => writeDefineInstrument(sink, origin, { symbol, ...scale, ...range }));
  }
  const settings = { participant: 0, kind: SessionKind.fix, cancelOnDisconnect: true, graceMs: 0, targetCompId: 'V' };
  const copied = { ...settings, participant: 1, senderCompId: 'C' };
  const copies = CopyKind.executions | CopyKind.trades;
  venue.run((sink, origin) => writeDefineSession(sink, origin, { ...settings, senderCompId: 'A' }));
  venue.run((sink, origin) => writeDefineSession(sink, origin, { ...settings, senderCompId: 'B' }));
  venue.run((sink, origin) => writeDefineSession(sink, origin, copied));
  venue.run((sink, origin) => writeDefineSession(sink, origin, { ...copied, kind: SessionKind.dropCopy, copies }));
  // Limits that nothing reaches: with them every check is run.
  const none = { participant: 0, account: '', author: '', openOrders: 1e9, openNotional: 1e15 };
  venue.run((sink, origin) => writeSetLimits(sink, origin, { ...none, scope: LimitScope.firm, ordersPerSecond: 1e9 }));
  const ofAccounts = { ...none, scope: LimitScope.accountDefault, grossPosition: 1e15, buyingPower: 1e15 };
  venue.run((sink, origin) => writeSetLimits(sink, origin, ofAccounts));
  for (const session of [0, 1, 2]) logOn(venue, session);
}

function logOn(venue: Rehearsal, session: number): void {
  venue.as(session).run((sink, origin) => writeLogon(sink, origin, { reset: false, cancelOnDisconnect: 0, content: '' }));
}

function round(venue: Rehearsal, i: number): void {
  venue.writeTo(i % 4 !== 0);
  const { buy, sell } = Side;
  const { day, gtc, ioc, fok } = TimeInForce;
  const near = 1000 + ((i * 7) % 40) + (i >> 6);
  const quote = venue.as(0).request(Type.NEW_ORDER, buy, near - 40, 10, day);
  venue.as(0).request(Type.NEW_ORDER, sell, near + 1, 10, gtc);
  const moved = venue.as(0).request(Type.REPLACE, buy, near - 40, 9, 0, quote);
  const again = venue.as(0).request(Type.REPLACE, buy, near - 38, 12, 0, moved);
  venue.as(1).request(Type.NEW_ORDER, buy, near + 3, 7, ioc);
  if (i % 4 === 0) venue.as(1).request(Type.NEW_ORDER, sell, 1 + ((i * 13) % 900), 15, fok);
  if (i % 4 === 1) venue.as(1).request(Type.NEW_ORDER, sell, 0, 5, ioc);
  if (i % 4 === 2) venue.as(0).request(Type.ORDER_STATUS, buy, near - 38, 0, 0, again);
  if (i % 8 === 3) venue.as(0).request(Type.NEW_ORDER, buy, 1 + (i % 300), 1, day);
  venue.as(0).request(Type.CANCEL, buy, near - 38, 0, 0, again);
  // Seldom, as it is in an exchange: few firms have drop copy.
  if (i % 16 === 1) venue.as(2).request(Type.NEW_ORDER, buy, near + 3, 1, ioc);
  if (i % 16 === 0) venue.run((sink, origin) => writeReceived(sink, origin, 0x30));
  if (i % 16 === 0) venue.run((sink, origin) => writeSay(sink, origin, 0x30, 0, '112=X\u0001'));
  if (i % 64 === 0) venue.run((sink, origin) => writeSetNextIn(sink, origin, i));
  if (venue.openOrders > OPEN_MAX) venue.as(0).request(Type.MASS_CANCEL, 0, 0, 0, 0);
  if (i % 500 === 0) {
    venue.as(1).run((sink, origin) => writeDisconnect(sink, origin, false));
    venue.run(writeTick);
    logOn(venue, 1);
  }
}

/**
 * A toy exchange that writes a log for market data to read: orders in plain lists, matched the slow and obvious way, and
 * EXEC records as the engine writes them. Its books are what the feed's must equal.
 */
import { type InstrumentDefinition, type Origin, writeDefineInstrument } from '../../engine/commands.js';
import { LogReader, LogWriter, MemorySink } from '../../engine/log.js';
import { Level, Progress } from '../../engine/progress.js';
import {
  aligned,
  BODY_SHIFT,
  Command,
  Defined,
  DefineParticipant,
  EpochStarted,
  Exec,
  ExecFlag,
  ExecType,
  OrdStatus,
  OrdType,
  SetPhase,
  Side,
  TimeInForce,
  Type,
} from '../../engine/records.js';
import { createRing, type RecordViews } from '../../engine/ring.js';
import { padded, putText } from '../../engine/text.js';

export interface ToyOrder {
  id: number;
  instrument: number;
  side: number;
  price: number;
  qty: number;
  cum: number;
  timeInForce: number;
  firm: number;
  rank: number;
}

/** [priceTicks, qtyLots, orders] */
export type PriceLevel = [number, number, number];

const nobody: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };

export const definition = (symbol: string): InstrumentDefinition => ({
  symbol,
  tickUnits: 1,
  priceDecimals: 2,
  lotUnits: 1,
  qtyDecimals: 0,
  minPriceTicks: 1,
  maxPriceTicks: 1_000_000,
  maxQtyLots: 1_000_000,
  referenceTicks: 10_000,
});

export class ToyMarket {
  readonly progress = new Progress();
  readonly writer: LogWriter;
  readonly reader: LogReader;
  open: ToyOrder[] = [];
  seq = 0;
  timeUs = 1_700_000_000_000_000;
  trades = 0;
  private ids = 0;
  private ranks = 0;

  constructor(logBytes = 1 << 22) {
    const memory = createRing(logBytes, 1);
    this.writer = new LogWriter(memory, []);
    this.reader = new LogReader(memory, 0, this.progress, 'safe');
    this.progress.level = Level.memory;
  }

  /** Publishes and makes safe everything that was written. */
  release(): void {
    this.writer.publish();
    this.progress.reach(Level.memory, this.seq, []);
  }

  startEpoch(epoch: number): void {
    this.command();
    const at = this.claim(Type.EPOCH_STARTED, EpochStarted.BYTES);
    this.writer.views.i32[(at + EpochStarted.EPOCH) >> 2] = epoch;
  }

  list(instrument: number, symbol: string): void {
    this.command();
    const sink = new MemorySink();
    writeDefineInstrument(sink, nobody, definition(symbol));
    const body = sink.bytes().slice(Command.BODY);
    const at = this.claim(Type.INSTRUMENT_DEFINED, Defined.BODY + body.length);
    this.writer.views.u8.set(body, at + Defined.BODY);
    this.writer.views.i32[(at + Defined.INDEX) >> 2] = instrument;
  }

  addFirm(participant: number, name: string): void {
    this.command();
    const at = this.claim(Type.PARTICIPANT_DEFINED, DefineParticipant.NAME - BODY_SHIFT + name.length);
    this.writer.views.i32[(at + Defined.INDEX) >> 2] = participant;
    this.writer.views.u8[at + DefineParticipant.NAME_LEN - BODY_SHIFT] = name.length;
    putText(this.writer.views.u8, at + DefineParticipant.NAME - BODY_SHIFT, name);
  }

  setPhase(instrument: number, phase: number): void {
    this.command();
    const at = this.claim(Type.PHASE_CHANGED, SetPhase.AUTHOR - BODY_SHIFT);
    this.writer.views.i32[(at + Defined.INDEX) >> 2] = instrument;
    this.writer.views.u8[at + SetPhase.PHASE - BODY_SHIFT] = phase;
  }

  /** A limit order; matched, then rests unless it is immediate. */
  order(
    instrument: number,
    side: number,
    price: number,
    qty: number,
    timeInForce: number = TimeInForce.day,
    firm = 0,
  ): ToyOrder {
    const order = { id: ++this.ids, instrument, side, price, qty, cum: 0, timeInForce, firm, rank: ++this.ranks };
    this.command();
    this.exec(order, ExecType.new);
    this.match(order);
    if (order.cum < qty && timeInForce === TimeInForce.ioc) this.exec(order, ExecType.canceled);
    else if (order.cum < qty) this.open.push(order);
    return order;
  }

  cancel(order: ToyOrder): void {
    this.command();
    this.open.splice(this.open.indexOf(order), 1);
    this.exec(order, ExecType.canceled);
  }

  replace(order: ToyOrder, price: number, qty: number): void {
    this.command();
    const last = { price: order.price, qty: order.qty - order.cum };
    this.open.splice(this.open.indexOf(order), 1);
    if (price !== order.price || qty > order.qty) order.rank = ++this.ranks;
    order.price = price;
    order.qty = qty;
    this.exec(order, ExecType.replaced, last);
    this.match(order);
    if (order.cum < order.qty) this.open.push(order);
  }

  /** One side of a book from the orders themselves, best first. */
  levels(instrument: number, side: number): PriceLevel[] {
    const levels = new Map<number, PriceLevel>();
    for (const order of this.open) {
      if (order.instrument !== instrument || order.side !== side) continue;
      const level = levels.get(order.price) ?? [order.price, 0, 0];
      level[1] += order.qty - order.cum;
      level[2] += 1;
      levels.set(order.price, level);
    }
    const sign = side === Side.buy ? -1 : 1;
    return [...levels.values()].sort((a, b) => sign * (a[0] - b[0]));
  }

  private match(taker: ToyOrder): void {
    while (taker.cum < taker.qty) {
      const maker = this.bestAgainst(taker);
      if (maker === null) return;
      const last = { price: maker.price, qty: Math.min(taker.qty - taker.cum, maker.qty - maker.cum) };
      this.trades++;
      taker.cum += last.qty;
      maker.cum += last.qty;
      if (maker.cum === maker.qty) this.open.splice(this.open.indexOf(maker), 1);
      this.exec(taker, ExecType.trade, last, true);
      this.exec(maker, ExecType.trade, last);
    }
  }

  private bestAgainst(taker: ToyOrder): ToyOrder | null {
    const buying = taker.side === Side.buy;
    let best: ToyOrder | null = null;
    for (const maker of this.open) {
      if (maker.instrument !== taker.instrument || maker.side === taker.side) continue;
      if (buying ? maker.price > taker.price : maker.price < taker.price) continue;
      const better = best === null || (buying ? maker.price < best.price : maker.price > best.price);
      if (better || (best !== null && maker.price === best.price && maker.rank < best.rank)) best = maker;
    }
    return best;
  }

  private exec(order: ToyOrder, execType: number, last = { price: 0, qty: 0 }, aggressor = false): void {
    const clOrdId = `order-${order.id}`;
    const at = this.claim(Type.EXEC, Exec.TEXT + padded(clOrdId.length));
    const { i32, u8, f64 } = this.writer.views;
    const ended = execType === ExecType.canceled || order.cum === order.qty;
    i32[(at + Exec.INSTRUMENT) >> 2] = order.instrument;
    i32[(at + Exec.PARTICIPANT) >> 2] = order.firm;
    u8[at + Exec.EXEC_TYPE] = execType;
    u8[at + Exec.ORD_STATUS] = order.cum === order.qty ? OrdStatus.filled : OrdStatus.new;
    u8[at + Exec.SIDE] = order.side;
    u8[at + Exec.ORD_TYPE] = OrdType.limit;
    u8[at + Exec.TIME_IN_FORCE] = order.timeInForce;
    u8[at + Exec.FLAGS] = ExecFlag.inBook | (aggressor ? ExecFlag.aggressor : 0);
    f64[(at + Exec.ORDER_ID) >> 3] = order.id;
    f64[(at + Exec.PRICE) >> 3] = order.price;
    f64[(at + Exec.QTY) >> 3] = order.qty;
    f64[(at + Exec.LEAVES) >> 3] = ended ? 0 : order.qty - order.cum;
    f64[(at + Exec.CUM) >> 3] = order.cum;
    f64[(at + Exec.LAST_PRICE) >> 3] = last.price;
    f64[(at + Exec.LAST_QTY) >> 3] = last.qty;
    f64[(at + Exec.TRADE_ID) >> 3] = execType === ExecType.trade ? this.trades : 0;
    u8[at + Exec.LENGTHS] = clOrdId.length;
    putText(u8, at + Exec.TEXT, clOrdId);
  }

  /** Any event, in a transaction of its own; `fill` writes its fields. */
  event(type: number, bytes: number, fill: (views: RecordViews, at: number) => void): void {
    this.command();
    this.more(type, bytes, fill);
  }

  /** One more event of the same transaction. */
  more(type: number, bytes: number, fill: (views: RecordViews, at: number) => void): void {
    const at = this.claim(type, bytes);
    fill(this.writer.views, at);
  }

  private command(): void {
    const at = this.claim(Type.TICK, Command.BODY);
    this.timeUs += 1000;
    this.writer.views.f64[(at + Command.SEQ) >> 3] = ++this.seq;
    this.writer.views.f64[(at + Command.TIME) >> 3] = this.timeUs;
  }

  private claim(type: number, bytes: number): number {
    const at = this.writer.claim(aligned(bytes));
    this.writer.views.u8.fill(0, at + 4, at + aligned(bytes));
    this.writer.views.u16[(at + 4) >> 1] = type;
    return at;
  }
}

/** One action, as fast-check draws it. */
export interface Step {
  action: number;
  instrument: number;
  buy: boolean;
  price: number;
  qty: number;
  pick: number;
}

/** Does one step: mostly orders, else a cancel or a replace of some open order. */
export function act(market: ToyMarket, step: Step): void {
  const side = step.buy ? Side.buy : Side.sell;
  const chosen = market.open[step.pick % Math.max(1, market.open.length)];
  if (step.action < 6 || chosen === undefined)
    market.order(step.instrument, side, step.price, step.qty, TimeInForce.day, step.pick % 3);
  else if (step.action < 7) market.order(step.instrument, side, step.price, step.qty, TimeInForce.ioc, step.pick % 3);
  else if (step.action < 9) market.cancel(chosen);
  else market.replace(chosen, step.price, chosen.cum + step.qty);
}

/** Steps from a seed, without fast-check: for long runs. */
export function* randomSteps(seed: number, count: number, instruments: number): Generator<Step> {
  let state = seed;
  const below = (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  for (let i = 0; i < count; i++) {
    yield {
      action: below(10),
      instrument: below(instruments),
      buy: below(2) === 0,
      price: 9_980 + below(40),
      qty: 1 + below(50),
      pick: below(1 << 20),
    };
  }
}

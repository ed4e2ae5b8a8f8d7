/** What events alone say: the displayed book, and what must hold of them after each command whatever the model thinks. */

import { BODY_SHIFT, Exec, ExecFlag, Owned, Phase, SessionState, SetPhase } from '../../engine/records.js';
import { Book } from '../../engine/records-venue.js';
import type { RecordViews } from '../../engine/ring.js';
import type { Command } from './commands.js';
import { type ExecFigures, figures, type Told } from './decode.js';
import type { Setup } from './model/model.js';

type Level = { lots: number; orders: number };
export type Side = [number, number, number][];

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`an invariant does not hold: ${what}`);
}

const OWNED = new Set(['EXEC', 'SAID', 'CANCEL_REJECTED', 'MASS_CANCELED', 'COPIED', 'COPIED_TRADE']);
const isCopy = (type: string) => type === 'COPIED' || type === 'COPIED_TRADE';

/** Whether a copy says of an EXEC (-1: there is none) all that it says beside its session, connection, number and ref. */
function isCopyOf({ i32, u8 }: RecordViews, exec: number, copy: number): boolean {
  if (exec < 0 || i32[(copy + Exec.REF) >> 2] !== i32[(exec + Owned.SESSION) >> 2]) return false;
  const rest = (at: number) => {
    const bytes = Buffer.from(u8.slice(at, at + (i32[at >> 2] ?? 0)));
    bytes.fill(0, 4, Exec.INSTRUMENT).fill(0, Exec.REF, Exec.REF + 4);
    return bytes;
  };
  return rest(exec).equals(rest(copy));
}

export class Fold {
  private readonly levels: Map<number, Level>[];
  private readonly queues = new Map<number, { price: number; level: number }>();
  private readonly open = new Map<number, ExecFigures>();
  private readonly nextOut: number[] = [];
  private venue: number = Phase.open;
  private readonly phases: number[];
  private trade: ExecFigures | undefined;

  constructor(private readonly setup: Setup) {
    this.levels = setup.instruments.flatMap(() => [new Map(), new Map()]);
    this.phases = setup.instruments.map(() => Phase.open);
  }

  apply(views: RecordViews, events: Told[], command: Command): void {
    const own = events.filter(({ type }) => !isCopy(type));
    const rejects = own.filter((e) => e.line?.includes('rejected') || e.type === 'CANCEL_REJECTED' || e.type === 'REFUSED');
    const isAlone = own.length === 1 || (command.do === 'new' && command.paired && own[1]?.line?.includes('(linkedOrder)'));
    must(rejects.length === 0 || (isAlone === true && rejects[0] === own[0]), 'nothing is told beside a reject');
    let exec = -1;
    for (const { type, at } of events) {
      if (OWNED.has(type)) this.number(views, at);
      if (isCopy(type)) must(isCopyOf(views, exec, at), 'a copy is the EXEC before it, but for whom it is for');
      else exec = type === 'EXEC' ? at : -1;
      if (type === 'EXEC') this.exec(figures(views, at));
      else if (type === 'BOOK') this.book(views, at);
      else if (type === 'PHASE_CHANGED') this.phase(views, at);
      else if (type === 'SESSION_UP' || type === 'SESSION_RESET') {
        const session = views.i32[(at + SessionState.SESSION) >> 2] ?? 0;
        this.nextOut[session] = views.i32[(at + SessionState.NEXT_OUT) >> 2] ?? 0;
      }
    }
    must(this.trade === undefined, 'fills come in pairs');
    this.setup.instruments.forEach((_, i) => {
      const [bid, ask] = [this.side(i, 0)[0]?.[0], this.side(i, 1)[0]?.[0]];
      const isOpen = this.venue === Phase.open && this.phases[i] === Phase.open;
      if (isOpen && bid !== undefined && ask !== undefined)
        must(bid < ask, `instrument ${i} is not crossed: ${bid} and ${ask}`);
    });
  }

  /** [price, lots, orders] from the best on. */
  side(instrument: number, side: number): Side {
    const levels = [...(this.levels[instrument * 2 + side] ?? [])].map(([price, l]): Side[number] => [price, l.lots, l.orders]);
    return levels.sort((a, b) => (side === 0 ? b[0] - a[0] : a[0] - b[0]));
  }

  private add(instrument: number, side: number, price: number, lots: number, orders: number): void {
    const levels = this.levels[instrument * 2 + side];
    const level = levels?.get(price) ?? { lots: 0, orders: 0 };
    levels?.set(price, level);
    level.lots += lots;
    level.orders += orders;
    if (level.lots === 0 && level.orders === 0) levels?.delete(price);
  }

  private book({ i32, u8, u16, f64 }: RecordViews, at: number): void {
    const orders = ((u16[(at + Book.ORDERS) >> 1] ?? 0) << 16) >> 16;
    const side = (u8[at + Book.SIDE] ?? 0) - 0x31;
    const price = f64[(at + Book.PRICE) >> 3] ?? 0;
    this.add(i32[(at + Book.INSTRUMENT) >> 2] ?? 0, side, price, f64[(at + Book.LOTS) >> 3] ?? 0, orders);
  }

  private exec(f: ExecFigures): void {
    const side = f.side === 'sell' ? 1 : 0;
    const change = (price: number, lots: number, orders: number) => this.add(f.instrument, side, price, lots, orders);
    const isOver = ['canceled', 'expired', 'filled'].includes(f.status);
    const old = this.open.get(f.orderId);
    if (f.execType === 'rejected' || f.execType === 'tradeCancel' || f.execType === 'tradeCorrect') {
      if (f.execType !== 'rejected' && old) this.open.delete(f.orderId);
      return;
    }
    const isByNotional = f.qty === f.cum && !isOver;
    if (!isOver && !isByNotional) must(f.qty === f.leaves + f.cum, `quantities of order ${f.orderId} add up`);
    if (f.execType === 'trade') this.pair(f, old);
    else must(this.trade === undefined, 'nothing comes between the two fills of a trade');
    if (f.flags & ExecFlag.inBook) {
      if (f.execType === 'new') change(f.price, f.qty, 1);
      if (f.execType === 'trade') change(f.price, -f.lastQty, f.leaves === 0 ? -1 : 0);
      if (f.execType === 'canceled' || f.execType === 'expired') change(f.price, f.cum - f.qty, -1);
      if (f.execType === 'replaced') {
        change(f.lastPrice, -f.lastQty, -1);
        change(f.price, f.leaves, 1);
      }
    }
    this.queue(f, side);
    if (isOver) this.open.delete(f.orderId);
    else this.open.set(f.orderId, f);
  }

  private pair(f: ExecFigures, old: ExecFigures | undefined): void {
    if (old) must(f.cum === old.cum + f.lastQty, `the fills of order ${f.orderId} add up`);
    const { trade } = this;
    if (!trade) {
      must((f.flags & ExecFlag.aggressor) !== 0, 'the aggressor comes first');
      this.trade = f;
      return;
    }
    const same =
      trade.tradeId === f.tradeId && trade.lastPrice === f.lastPrice && trade.lastQty === f.lastQty && trade.side !== f.side;
    must(same, 'the two fills of a trade are of one price and quantity');
    this.trade = undefined;
  }

  /** Of plain orders in the book, the first at a price trades first. */
  private queue(f: ExecFigures, side: number): void {
    const { queues } = this;
    const level = f.instrument * 2 + side;
    const ofTime = this.setup.instruments[f.instrument]?.allocation === 0;
    const isMaker = f.execType === 'trade' && !(f.flags & (ExecFlag.aggressor | ExecFlag.auction));
    if (ofTime && isMaker && f.flags & ExecFlag.inBook) {
      for (const [orderId, o] of queues) {
        if (o.level === level && o.price === f.price) {
          must(orderId === f.orderId, `order ${f.orderId} trades in its turn, after ${orderId}`);
          break;
        }
      }
    }
    if (f.leaves === 0 || f.status === 'canceled' || f.status === 'expired') queues.delete(f.orderId);
    else if (f.flags & ExecFlag.inBook && (f.execType === 'new' || f.execType === 'replaced')) {
      const old = this.open.get(f.orderId);
      const loses = this.setup.instruments[f.instrument]?.replaceLosesPriority === 1;
      const stays = !loses && old && f.price === f.lastPrice && f.qty < old.qty;
      if (!stays) queues.delete(f.orderId);
      queues.set(f.orderId, { price: f.price, level });
    } else if (f.execType === 'restated' && queues.has(f.orderId) && queues.get(f.orderId)?.price !== f.price) {
      queues.delete(f.orderId);
      queues.set(f.orderId, { price: f.price, level });
    }
  }

  private phase({ i32, u8 }: RecordViews, at: number): void {
    const index = i32[(at + 8) >> 2] ?? 0;
    const phase = u8[at + SetPhase.PHASE - BODY_SHIFT] ?? 0;
    if (index < 0) this.venue = phase;
    else this.phases[index] = phase;
  }

  /** A session's outbound numbers have no gap. */
  private number({ i32 }: RecordViews, at: number): void {
    const [session, , msgSeqNum] = [i32[(at + 8) >> 2] ?? 0, 0, i32[(at + 16) >> 2] ?? 0];
    const expected = this.nextOut[session];
    if (expected !== undefined) must(msgSeqNum === expected, `outbound number of session ${session} is ${expected}`);
    this.nextOut[session] = msgSeqNum + 1;
  }
}

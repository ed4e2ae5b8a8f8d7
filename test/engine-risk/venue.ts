/** A venue of two firms for tests of risk: FIRM with sessions 0 and 1, RIVAL with session 2; operators at hand. */
import type { Capacities } from '../../engine/commands.js';
import {
  type BustFields,
  type Limits,
  type OperatorCancelFields,
  writeBust,
  writeDeadMan,
  writeKillSwitch,
  writeOperatorCancel,
  writeSetLimits,
  writeSetStp,
} from '../../engine/commands-venue.js';
import { Type } from '../../engine/records.js';
import { BustAction, LimitScope, TradeChanged } from '../../engine/records-venue.js';
import { acme, type Event, Harness, line, smallCapacities } from '../engine/support.js';

export const FIRM = 0;
export const RIVAL = 1;
/** The rival's session: the other side of trades. */
export const OTHER = 2;

export const beta = { ...acme, symbol: 'BETA' };

export class RiskVenue extends Harness {
  firms(capacities: Partial<Capacities> = {}): this {
    this.epoch(1, { ...smallCapacities, ...capacities });
    this.instrument(acme);
    this.instrument(beta);
    this.participant('FIRM');
    this.participant('RIVAL');
    this.session('BROKER0');
    this.session('BROKER1');
    this.session('RIVAL0', { participant: RIVAL });
    for (let s = 0; s < 3; s++) this.logon(s);
    return this;
  }

  firmLimits(limits: Limits, participant = FIRM): Event[] {
    return this.limits(participant, LimitScope.firm, '', limits);
  }

  accountLimits(account: string, limits: Limits, participant = FIRM): Event[] {
    return this.limits(participant, LimitScope.account, account, limits);
  }

  defaultLimits(limits: Limits, participant = FIRM): Event[] {
    return this.limits(participant, LimitScope.accountDefault, '', limits);
  }

  limits(participant: number, scope: number, account: string, limits: Limits): Event[] {
    return this.run({}, (sink, o) => writeSetLimits(sink, o, { participant, scope, account, author: 'operator', ...limits }));
  }

  kill(participant: number, on = true): Event[] {
    return this.run({}, (sink, o) => writeKillSwitch(sink, o, participant, on, 'operator'));
  }

  operatorCancel(fields: Partial<OperatorCancelFields>): Event[] {
    const all = { participant: -1, session: -1, instrument: -1, side: 0, account: '', author: 'operator' };
    return this.run({}, (sink, o) => writeOperatorCancel(sink, o, { ...all, ...fields }));
  }

  stp(participant: number, group: number, mode: number): Event[] {
    return this.run({}, (sink, o) => writeSetStp(sink, o, participant, group, mode, 'operator'));
  }

  deadMan(timeoutMs: number, session = 0): Event[] {
    return this.run({ session, connection: session + 1 }, (sink, o) => writeDeadMan(sink, o, timeoutMs));
  }

  bust(tradeId: number): Event[] {
    return this.change({ tradeId, action: BustAction.bust, newTicks: 0, newLots: 0 });
  }

  correct(tradeId: number, newTicks: number, newLots: number): Event[] {
    return this.change({ tradeId, action: BustAction.correct, newTicks, newLots });
  }

  /** Also shows what TRADE_BUSTED and TRADE_CORRECTED say. */
  private change(fields: Omit<BustFields, 'approver' | 'author'>): Event[] {
    const events = this.run({}, (sink, o) => writeBust(sink, o, { ...fields, approver: 'second', author: 'operator' }));
    const { views } = this.out;
    const field = (offset: number) => views.f64[offset >> 3] ?? 0;
    const type = views.u16[2];
    if (type !== Type.TRADE_BUSTED && type !== Type.TRADE_CORRECTED) return events;
    const told = {
      type: String(events[0]?.type),
      tradeId: field(TradeChanged.TRADE_ID),
      old: `${field(TradeChanged.OLD_LOTS)} at ${field(TradeChanged.OLD_TICKS)}`,
      new: `${field(TradeChanged.NEW_LOTS)} at ${field(TradeChanged.NEW_TICKS)}`,
    };
    return [told, ...events.slice(1)];
  }

  /** A trade of FIRM (the taker) with RIVAL. Returns its TradeID. */
  trade(clOrdId: string, side: 'buy' | 'sell', qty: number, price: number, account = ''): number {
    this.order(`M${clOrdId}`, { session: OTHER, side: side === 'buy' ? 'sell' : 'buy', qty, price });
    return tradeIdOf(this.order(clOrdId, { side, qty, price, account }));
  }

  /** Cash and positions of an account. */
  held(account: string, participant = FIRM): { cash: number; gross: number; lots: Record<number, number> } {
    const found = this.engine.exposures().find((e) => e.account === account && e.participant === participant);
    if (!found) throw new Error(`no account ${account}`);
    const { cash, gross, positions } = found;
    return { cash, gross, lots: Object.fromEntries(positions.map(({ instrument, lots }) => [instrument, lots])) };
  }
}

/** Goes on with an engine that was loaded from a snapshot, before every command. */
class Reloading extends RiskVenue {
  protected override readonly reloads = true;
}

export const kinds = [
  { how: 'at a stretch', open: (capacities?: Partial<Capacities>) => new RiskVenue().firms(capacities) },
  {
    how: 'with a snapshot before every command',
    open: (capacities?: Partial<Capacities>) => new Reloading().firms(capacities),
  },
] as const;

export function tradeIdOf(events: Event[]): number {
  return Number(events.find(({ execType }) => execType === 'F')?.tradeId);
}

/** The last event's line: what most refusals are. */
export function last(events: Event[]): string {
  const event = events[events.length - 1];
  return event ? line(event) : 'nothing';
}

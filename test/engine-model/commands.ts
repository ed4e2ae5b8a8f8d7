/** What is done to the venue and to the model: plain objects, printed as they are written in a test. */
import type { OrdType, Phase, TimeInForce } from '../../engine/records.js';

export type Side = 'buy' | 'sell';
export type Ordtype = keyof typeof OrdType;
export type Tif = keyof typeof TimeInForce;
export type PhaseName = keyof typeof Phase;
export type Mode = 'firm' | 'cancelNewest' | 'cancelOldest' | 'cancelBoth' | 'decrement' | 'off';

export interface OrderTerms {
  stop?: number;
  display?: number;
  min?: number;
  /** Time of expiry: ms from the start of the test. */
  expireMs?: number;
  offset?: number;
  notional?: number;
  group?: number;
  stp?: Mode;
  peg?: 'mid' | 'market' | 'primary';
  postOnly?: boolean;
  reprice?: boolean;
  hidden?: boolean;
  trailing?: boolean;
  capped?: boolean;
  /** Of an order linked to `link`. */
  contingency?: 'oneCancelsOther' | 'triggeredBy';
  paired?: boolean;
}

/** What comes from a session. */
export interface Inbound {
  session: number;
  /** None: it has none, or it is not its turn. */
  msgSeqNum?: number;
  /** Over which of the session's connections; the first when not given. */
  over?: 1 | 2;
}
/** A request about orders. */
export interface Routed extends Inbound {
  /** The way that its answers go. */
  route?: string;
}
export interface NewOrder extends OrderTerms, Routed {
  do: 'new';
  id: string;
  side: Side;
  qty: number;
  price?: number;
  /** Instrument, 0 when not given. */
  ins?: number;
  /** limit and day when not given. */
  type?: Ordtype;
  tif?: Tif;
  account?: string;
  link?: string;
  /** It may have been sent before. */
  possResend?: boolean;
}
export interface Replace extends Routed {
  do: 'replace';
  id: string;
  orig: string;
  qty: number;
  price: number;
  stop?: number;
}
/** Which orders a session asks about. */
export interface Which {
  scope: 'symbol' | 'all';
  ins: number;
  side?: Side;
  account?: string;
}
/** What a definition says of a session that changes while it trades. */
export interface SessionSettings {
  enabled: boolean;
  /** CopyKind; of a drop-copy session. */
  copies: number;
  maxOpenOrders: number;
}
export type LimitName = 'openOrders' | 'openNotional' | 'grossPosition' | 'buyingPower' | 'ordersPerSecond';

export type Command =
  | NewOrder
  | Replace
  | ({ do: 'cancel'; id: string; orig: string } & Routed)
  | ({ do: 'status'; orig: string } & Routed)
  | ({ do: 'massStatus'; id: string } & Which & Routed)
  | ({
      do: 'mass';
      id: string;
      scope: 'symbol' | 'all' | 'firmSymbol' | 'firmAll';
      ins: number;
      side?: Side;
      account?: string;
    } & Routed)
  | { do: 'tick'; ms: number }
  | { do: 'phase'; ins: number; phase: PhaseName }
  | {
      do: 'limits';
      firm: number;
      scope: 'firm' | 'account' | 'accountDefault';
      account?: string;
      set: Partial<Record<LimitName, number>>;
    }
  | { do: 'kill'; firm: number; on: boolean }
  | { do: 'operatorCancel'; firm: number; session: number; ins: number; side?: Side; account?: string }
  | { do: 'stp'; firm: number; group: number; mode: Mode }
  | { do: 'bust'; trade: number; correct?: { price: number; qty: number } }
  | { do: 'schedule'; date: number; entries: { ms: number; action: PhaseName | 'endDay' }[] }
  | { do: 'endDay'; date: number }
  | { do: 'notice'; text: string }
  | ({ do: 'deadMan'; ms: number } & Inbound)
  | { do: 'restart'; phase?: PhaseName; ladderTicks?: number }
  | ({ do: 'disconnect'; clean?: boolean; reset?: boolean } & Inbound)
  | ({ do: 'define'; session: number } & SessionSettings)
  | ({
      do: 'logon';
      reset?: boolean;
      cancel?: 0 | 1 | 2;
      /** When its schedule's window began: ms from the start of the test. */
      windowMs?: number;
    } & Inbound);

/** A command as it is written in a test. */
export function print(command: Command): string {
  const value = (v: unknown): string => {
    if (Array.isArray(v)) return `[${v.map(value).join(', ')}]`;
    if (typeof v === 'object' && v !== null) return `{ ${fields(v)} }`;
    return typeof v === 'string' ? `'${v}'` : String(v);
  };
  const fields = (o: object) =>
    Object.entries(o)
      .filter(([, v]) => v !== undefined)
      .map(([k, v]) => `${k}: ${value(v)}`)
      .join(', ');
  return `  ${value(command)},`;
}

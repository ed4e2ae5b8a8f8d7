/** Shows event records as plain objects, and as one line each. */
import type { MemorySink } from '../../engine/log.js';
import { type ReasonCode, reasonText } from '../../engine/reasons.js';
import {
  aligned,
  Exec,
  ExecFlag,
  LAST_OWNED,
  Owned,
  Refused,
  Said,
  SessionState,
  Side,
  Terms,
  Type,
} from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';
import { behindRoute, routeText } from '../../engine/routes.js';
import { getText, padded } from '../../engine/text.js';

export interface Event {
  type: string;
  /** Everything the record says, by field. */
  [field: string]: string | number;
}

const typeNames = new Map<number, string>(Object.entries(Type).map(([name, code]) => [code, name]));

export function decodeAll(sink: MemorySink): Event[] {
  const events: Event[] = [];
  for (let at = 0; at < sink.used; at += sink.views.i32[at >> 2]) events.push(decode(sink.views, at));
  return events;
}

export function decode(views: RecordViews, at: number): Event {
  const { i32, u16 } = views;
  const code = u16[(at >> 1) + 2];
  const type = typeNames.get(code) ?? `unknown ${code}`;
  if (code >= Type.EXEC && code <= LAST_OWNED) {
    const owned = {
      type,
      session: i32[(at + Owned.SESSION) >> 2],
      connection: i32[(at + Owned.CONNECTION) >> 2],
      msgSeqNum: i32[(at + Owned.MSG_SEQ_NUM) >> 2],
    };
    return code === Type.SAID ? { ...owned, ...decodeSaid(views, at) } : { ...owned, ...decodeExec(views, at) };
  }
  if (code === Type.REFUSED) {
    return { type, session: i32[(at + Refused.SESSION) >> 2], reason: reason(u16[(at + Refused.REASON) >> 1]) };
  }
  if (code === Type.SESSION_UP || code === Type.SESSION_DOWN || code === Type.SESSION_RESET) {
    const field = (offset: number) => i32[(at + offset) >> 2];
    return {
      type,
      session: field(SessionState.SESSION),
      connection: field(SessionState.CONNECTION),
      nextIn: field(SessionState.NEXT_IN),
      nextOut: field(SessionState.NEXT_OUT),
      resetCount: field(SessionState.RESET_COUNT),
    };
  }
  return { type, index: i32[(at + 8) >> 2] };
}

function decodeSaid({ u8, u16 }: RecordViews, at: number) {
  const length = u16[(at + Said.CONTENT_LEN) >> 1];
  return { msgType: String.fromCharCode(u8[at + Said.MSG_TYPE]), content: getText(u8, at + Said.CONTENT, length) };
}

function decodeExec({ i32, u8, u16, f64 }: RecordViews, at: number) {
  const texts: string[] = [];
  let text = at + Exec.TEXT;
  for (let k = 0; k < 4; k++) {
    const length = u8[at + Exec.LENGTHS + k];
    texts.push(getText(u8, text, length));
    text += padded(length);
  }
  const flags = u8[at + Exec.FLAGS];
  const char = (offset: number) => String.fromCharCode(u8[at + offset]);
  const double = (offset: number) => f64[(at + offset) >> 3];
  return {
    instrument: i32[(at + Exec.INSTRUMENT) >> 2],
    execType: char(Exec.EXEC_TYPE),
    ordStatus: char(Exec.ORD_STATUS),
    side: u8[at + Exec.SIDE] === Side.sell ? 'sell' : u8[at + Exec.SIDE] === Side.buy ? 'buy' : '',
    flags,
    reason: reason(u16[(at + Exec.REASON) >> 1]),
    ref: i32[(at + Exec.REF) >> 2],
    orderId: double(Exec.ORDER_ID),
    execId: double(Exec.EXEC_ID),
    price: double(Exec.PRICE),
    qty: double(Exec.QTY),
    leaves: double(Exec.LEAVES),
    cum: double(Exec.CUM),
    cumNotional: double(Exec.CUM_NOTIONAL),
    lastPrice: double(Exec.LAST_PRICE),
    lastQty: double(Exec.LAST_QTY),
    tradeId: double(Exec.TRADE_ID),
    clOrdId: texts[0],
    origClOrdId: texts[1],
    account: texts[2],
    symbol: texts[3],
    ...((flags & ExecFlag.routed) === 0 ? {} : { route: routeText(u8, text, flags) }),
    ...((flags & ExecFlag.terms) === 0 ? {} : decodeTerms(f64, aligned(behindRoute(u8, text, flags)))),
  };
}

function decodeTerms(f64: Float64Array, at: number) {
  return {
    stop: f64[(at + Terms.STOP) >> 3],
    display: f64[(at + Terms.DISPLAY) >> 3],
    minLots: f64[(at + Terms.MIN_QTY) >> 3],
    expireUs: f64[(at + Terms.EXPIRE) >> 3],
    offset: f64[(at + Terms.OFFSET) >> 3],
    notional: f64[(at + Terms.NOTIONAL) >> 3],
  };
}

function reason(code: number): string {
  return reasonText[code as ReasonCode] ?? `reason ${code}`;
}

/** An event in one line: what most tests compare. */
export function line(event: Event): string {
  const { type, execType, clOrdId, reason: why } = event;
  const because = why ? ` (${why})` : '';
  if (type === 'EXEC' && execType === 'F') {
    return `${clOrdId} trades ${event.lastQty} at ${event.lastPrice}, ${event.leaves} left`;
  }
  const verbs: Record<string, string> = {
    '0': 'new',
    '4': 'canceled',
    '5': 'replaced',
    '8': 'rejected',
    C: 'expired',
    D: 'restated',
    G: 'trade corrected',
    H: 'trade busted',
    I: 'status',
    L: 'triggered',
  };
  if (type === 'EXEC') {
    const orig = event.origClOrdId ? ` was ${event.origClOrdId}` : '';
    return `${clOrdId} ${verbs[execType as string]}${orig}${because}`;
  }
  if (type === 'COPIED' || type === 'COPIED_TRADE') {
    return `${type} to ${event.session} of ${event.ref}: ${line({ ...event, type: 'EXEC' })}`;
  }
  if (type === 'CANCEL_REJECTED') return `${clOrdId} refused for ${event.origClOrdId}${because}`;
  if (type === 'MASS_CANCELED') return `${clOrdId} canceled ${event.cum} orders${because}`;
  return `${type}${because}`;
}

export function lines(events: Event[]): string[] {
  return events.map(line);
}

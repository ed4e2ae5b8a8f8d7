/**
 * Writes EXEC, the event that comes most. Engine thread only; no allocation for an event.
 */
import type { Events } from './events.js';
import * as more from './order-events.js';
import { U as Bytes, F as Doubles, I as Ints } from './orders.js';
import * as records from './records.js';
import { Id } from './state.js';
import * as text from './text.js';

// V8 compiles the values of a module's own constants into the code, and loads those of imported ones each time.
const F = Doubles;
const I = Ints;
const U = Bytes;
const { Exec, ExecFlag, ExecType, Order, OrdStatus, Owned, Type, aligned } = records;
const { copyWords, padded } = text;
const { bytesWithMore, putMore } = more;
const LAST_EXEC = Id.exec;
const ROUTED = ExecFlag.routed;
/** Flags that say that more follows the texts. */
const MORE = ExecFlag.terms | ROUTED;
const OWN_FLAGS = ExecFlag.inBook | MORE;
const BUY = records.Side.buy;

/** Which ClOrdIDs an EXEC of a known order carries: the order's own, and before or after it the one of the request. */
export const Ids = { own: 0, requestThenOwn: 1, ownThenRequest: 2 } as const;
const IdsOf = Ids;

/** EXEC of an order in the pool. `ref` is the command's for its answers, 0 for what another caused; `ids`: Ids. */
export type WriteExec = (
  h: number,
  execType: number,
  ordStatus: number,
  reason: number,
  flags: number,
  ref: number,
  ids: number,
) => void;

export function createExec(events: Events): WriteExec {
  const { state, trade, copyExec } = events;
  const { orders, sessions, accounts, last } = state;
  const { f64: of, i32: oi } = orders;
  const { connection, nextOut, participant, copyLists } = sessions;
  const { first: firstCopy } = copyLists;
  const { words: accountWords, length: lengthOfAccount } = accounts;

  return function exec(h, execType, ordStatus, reason, flags, ref, ids) {
    const { command, at: from } = events;
    const session = oi[(h << 1) | I.session];
    const firm = participant[session];
    const side = oi[(h << 1) | I.side];
    const kinds = oi[(h << 1) | (U.ordType >> 2)]; // ordType, timeInForce, flags, length of the ClOrdID
    const account = oi[(h << 1) | I.account];
    const ownLen = kinds >>> 24;
    const accountLen = account === 0 ? 0 : lengthOfAccount(account);
    const requestLen = ids === IdsOf.own ? 0 : (command.i32[(from + Order.REASON) >> 2] >>> 16) & 0xff;
    const textEnd = Exec.TEXT + padded(ownLen) + padded(requestLen) + padded(accountLen);
    const isStatus = execType === ExecType.status;
    const isAnswer = isStatus || ids !== IdsOf.own;
    let own = (kinds >>> 16) & (isStatus ? MORE : OWN_FLAGS);
    if (isAnswer) own = (own & ~ROUTED) | (command.u8[from + Order.FLAGS] & ROUTED);
    const hasMore = (own & MORE) !== 0;
    const at = events.out.claim(hasMore ? bytesWithMore(events, h, own, textEnd, isAnswer) : aligned(textEnd));
    const { i32, f64 } = events.out.views;
    const word = at >> 2;
    const double = at >> 3;
    i32[word + 1] = Type.EXEC;
    i32[word + (Owned.SESSION >> 2)] = session;
    i32[word + (Owned.CONNECTION >> 2)] = connection[session];
    i32[word + (Owned.MSG_SEQ_NUM >> 2)] = nextOut[session]++;
    i32[word + (Exec.INSTRUMENT >> 2)] = side >> 3;
    // four fields of a byte are one store
    i32[word + (Exec.EXEC_TYPE >> 2)] = execType | (ordStatus << 8) | ((BUY + (side & 1)) << 16) | (kinds << 24);
    i32[word + (Exec.TIME_IN_FORCE >> 2)] = ((kinds >>> 8) & 0xff) | ((flags | own) << 8) | (reason << 16);
    i32[word + (Exec.PARTICIPANT >> 2)] = firm;
    i32[word + (Exec.REF >> 2)] = ref | 0;
    const leaves = of[h | F.leaves];
    const qty = of[h | F.qty];
    f64[double + (Exec.ORDER_ID >> 3)] = of[h | F.orderId];
    f64[double + (Exec.EXEC_ID >> 3)] = ++last[LAST_EXEC];
    f64[double + (Exec.PRICE >> 3)] = of[h | F.price];
    f64[double + (Exec.QTY >> 3)] = qty;
    f64[double + (Exec.LEAVES >> 3)] = ordStatus >= OrdStatus.canceled ? 0 : leaves; // canceled, rejected, expired
    f64[double + (Exec.CUM >> 3)] = qty - leaves;
    f64[double + (Exec.CUM_NOTIONAL >> 3)] = of[h | F.cumNotional];
    // a trade, its correction or bust; or a status, which may be one of many
    const hasAll = execType >= ExecType.trade && execType <= ExecType.status;
    const has = hasAll || execType === ExecType.replaced;
    f64[double + (Exec.LAST_PRICE >> 3)] = has ? trade[0] : 0;
    f64[double + (Exec.LAST_QTY >> 3)] = has ? trade[1] : 0;
    f64[double + (Exec.TRADE_ID >> 3)] = hasAll ? trade[2] : 0;
    const text = word + (Exec.TEXT >> 2);
    const ownWords = (ownLen + 3) >> 2;
    const requestWords = (requestLen + 3) >> 2;
    const isRequestFirst = ids === IdsOf.requestThenOwn;
    copyWords(i32, isRequestFirst ? text + requestWords : text, oi, (h << 1) | I.clOrdId, ownLen);
    if (requestLen !== 0) {
      copyWords(i32, isRequestFirst ? text : text + ownWords, command.i32, (from + Order.TEXT) >> 2, requestLen);
    }
    if (accountLen !== 0) copyWords(i32, text + ownWords + requestWords, accountWords, account << 3, accountLen);
    const lengths = isRequestFirst ? requestLen | (ownLen << 8) : ownLen | (requestLen << 8);
    i32[word + (Exec.LENGTHS >> 2)] = lengths | (accountLen << 16);
    if (hasMore) putMore(events, h, own, at, textEnd, isAnswer);
    if (firstCopy[firm] !== 0) copyExec(at);
  };
}

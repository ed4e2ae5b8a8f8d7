/** What is done to the venue, in the fields and codes of the engine's commands. */
import type { OrderFields, Origin } from '../../engine/commands.js';
import { Contingency, OrdType, Peg, Side as SideCode, TermFlag, TimeInForce } from '../../engine/records.js';
import { Stp } from '../../engine/records-venue.js';
import type { Inbound, NewOrder, Replace, Side } from './commands.js';

/** A whole number of 30 s spans. */
export const START_US = 1_699_999_980_000_000;
/** Those of a session count from here. */
export const connections = (session: number) => 10 * session;
export const sideCode = (side: Side | undefined) => (side === undefined ? 0 : SideCode[side]);

export function inbound({ session, msgSeqNum = 0, over = 1 }: Inbound): Partial<Origin> {
  return { session, connection: connections(session) + over, msgSeqNum };
}

/** A new order. */
export function fillNew(fields: OrderFields, c: NewOrder): void {
  const { terms } = fields;
  fields.instrument = c.ins ?? 0;
  fields.side = SideCode[c.side];
  fields.ordType = OrdType[c.type ?? 'limit'];
  fields.timeInForce = TimeInForce[c.tif ?? 'day'];
  fields.priceTicks = c.price ?? 0;
  fields.qtyLots = c.qty;
  fields.possResend = c.possResend === true;
  fields.setText(c.id, c.link ?? '', c.account ?? '');
  terms.stopTicks = c.stop ?? 0;
  terms.displayLots = c.display ?? 0;
  terms.minLots = c.min ?? 0;
  terms.expireUs = c.expireMs === undefined ? 0 : START_US + c.expireMs * 1000;
  terms.offsetTicks = c.offset ?? 0;
  terms.notional = c.notional ?? 0;
  terms.stpGroup = c.group ?? 0;
  terms.stp = Stp[c.stp ?? 'firm'];
  terms.peg = c.peg ? Peg[c.peg] : 0;
  terms.contingency = Contingency[c.contingency ?? 'none'];
  terms.flags =
    (c.postOnly ? TermFlag.postOnly : 0) |
    (c.reprice ? TermFlag.postOnlyReprice : 0) |
    (c.hidden ? TermFlag.hidden : 0) |
    (c.trailing ? TermFlag.trailing : 0) |
    (c.capped ? TermFlag.capped : 0) |
    (c.paired ? TermFlag.paired : 0) |
    (c.stop === undefined ? 0 : TermFlag.stop);
  fields.hasTerms = Object.values(terms).some((value) => value !== 0);
}

/** A replace. */
export function fillReplace(fields: OrderFields, c: Replace): void {
  fields.qtyLots = c.qty;
  fields.priceTicks = c.price;
  if (c.stop === undefined) return;
  fields.hasTerms = true;
  fields.terms.stopTicks = c.stop;
  fields.terms.flags = TermFlag.stop;
}

/** Which orders are asked about. */
export function fillWhich(fields: OrderFields, scope: number, { ins, side }: { ins: number; side?: Side }): void {
  fields.scope = scope;
  fields.instrument = ins;
  fields.side = sideCode(side);
}

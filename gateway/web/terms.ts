/** The terms of an order as a WebSocket client writes and reads them: stops, pegs, icebergs and the like, in decimals and names. */
import type { OrderFields } from '../../engine/commands.js';
import type { InstrumentInfo } from '../../engine/directory.js';
import { Reason } from '../../engine/reasons.js';
import { Contingency, Peg, TermFlag } from '../../engine/records.js';
import { Stp } from '../../engine/records-venue.js';
import type { RecordViews } from '../../engine/ring.js';
import { OrderTerms } from '../../engine/terms.js';
import { amountText, priceText, qtyText, toLots, toNotional, toTicks } from '../decimal-text.js';
import type { Op } from './messages.js';

/** Fills in what is given; returns the reason of the first that cannot be expressed, or 0. */
export function setTerms(fields: OrderFields, message: Op<'order' | 'replace'>, instrument: InstrumentInfo): number {
  const { terms } = fields;
  let reason: number = Reason.none;
  const number = (value: number | string, fault: number): number => {
    if (typeof value === 'number') return value;
    if (reason === Reason.none) reason = fault;
    return 0;
  };
  const { stopPrice, displayQty, minQty, offset, notional, expireTime, peg, stp, stpGroup, postOnly } = message;
  if (stopPrice !== undefined) {
    terms.stopTicks = number(toTicks(stopPrice, instrument), Reason.stopPriceInvalid);
    terms.flags |= TermFlag.stop;
  }
  if (displayQty !== undefined) terms.displayLots = number(toLots(displayQty, instrument), Reason.displayQtyInvalid);
  if (minQty !== undefined) terms.minLots = number(toLots(minQty, instrument), Reason.invalidTerms);
  if (offset !== undefined) {
    terms.offsetTicks = number(toTicks(offset, instrument), peg === undefined ? Reason.invalidTerms : Reason.pegInvalid);
  }
  if (notional !== undefined) terms.notional = number(toNotional(notional, instrument), Reason.invalidQty);
  if (expireTime !== undefined) terms.expireUs = Date.parse(expireTime) * 1000;
  if (peg !== undefined) terms.peg = Peg[peg];
  if (peg !== undefined && message.price !== undefined) terms.flags |= TermFlag.capped;
  if (message.trailing) terms.flags |= TermFlag.trailing;
  if (message.hidden) terms.flags |= TermFlag.hidden;
  if (postOnly) terms.flags |= TermFlag.postOnly;
  if (postOnly === 'reprice') terms.flags |= TermFlag.postOnlyReprice;
  if (stpGroup !== undefined) terms.stpGroup = stpGroup;
  if (stp !== undefined) terms.stp = Stp[stp];
  const given = [stopPrice, displayQty, minQty, offset, notional, expireTime, peg, stp];
  fields.hasTerms = terms.flags !== 0 || terms.stpGroup !== 0 || given.some((value) => value !== undefined);
  return reason;
}

const terms = new OrderTerms();
const nameOf = (codes: Readonly<Record<string, number>>, code: number) =>
  Object.entries(codes).find(([, value]) => value === code)?.[0];

/** What is given, under the names that an order gives it. @param at the Terms block */
export function termsObject(views: RecordViews, at: number, instrument: InstrumentInfo): Record<string, unknown> {
  terms.read(views, at);
  const { flags } = terms;
  const object: Record<string, unknown> = {};
  if ((flags & TermFlag.stop) !== 0) object.stopPrice = priceText(terms.stopTicks, instrument);
  if ((flags & TermFlag.trailing) !== 0) object.trailing = true;
  if (terms.peg !== 0) object.peg = nameOf(Peg, terms.peg);
  if (terms.peg !== 0 || (flags & TermFlag.trailing) !== 0) object.offset = priceText(terms.offsetTicks, instrument);
  if (terms.displayLots > 0) object.displayQty = qtyText(terms.displayLots, instrument);
  if ((flags & TermFlag.hidden) !== 0) object.hidden = true;
  if (terms.minLots > 0) object.minQty = qtyText(terms.minLots, instrument);
  if (terms.expireUs > 0) object.expireTime = new Date(terms.expireUs / 1000).toISOString();
  if ((flags & TermFlag.postOnly) !== 0) object.postOnly = (flags & TermFlag.postOnlyReprice) !== 0 ? 'reprice' : true;
  if (terms.notional > 0) object.notional = amountText(terms.notional, instrument);
  if (terms.stpGroup !== 0) object.stpGroup = terms.stpGroup;
  if (terms.stp !== 0) object.stp = nameOf(Stp, terms.stp);
  if (terms.contingency !== Contingency.none) object.linked = nameOf(Contingency, terms.contingency);
  return object;
}

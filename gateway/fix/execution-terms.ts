/**
 * The terms of an order in an ExecutionReport: stop, display and minimum quantity, expiry, peg, link. Fields of FIX 4.4 where it has
 * them, of later versions where those do, else the venue's own (dialect/). Runs on the door's thread; allocates nothing.
 */
import type { InstrumentInfo } from '../../engine/directory.js';
import { Contingency, Peg, TermFlag, Terms } from '../../engine/records.js';
import { Stp } from '../../engine/records-venue.js';
import type { RecordViews } from '../../engine/ring.js';
import type { Traits } from './dialect/tables.js';
import type { FixWriter } from './writer.js';

const SPACE = 0x20;
const SOH = 1;

/** ExecInst(18). */
export const ExecInst = {
  participateDontInitiate: 0x36,
  trailingStopPeg: 0x61,
  marketPeg: 0x50,
  primaryPeg: 0x52,
  midPeg: 0x4d,
} as const;

/** SelfTradePreventionMode(8000), by Stp. */
export const stpCodes: readonly number[] = [0, 0x4e, 0x4f, 0x42, 0x44, 0x58];

/** SelfMatchPreventionInstruction(2964), by Stp; 0: it has none. */
export const selfMatchCodes: readonly number[] = [0, 0x31, 0x32, 0x33, 0, 0];

/** @param at the Terms block */
export function putTerms(
  writer: FixWriter,
  { f64, i32, u8 }: RecordViews,
  at: number,
  instrument: InstrumentInfo,
  traits: Traits,
): void {
  const { tickUnits, priceDecimals, lotUnits, qtyDecimals } = instrument;
  const flags = u8[at + Terms.FLAGS];
  const peg = u8[at + Terms.PEG];
  putExecInst(writer, flags, peg);
  if ((flags & TermFlag.stop) !== 0) writer.decimal(99, f64[(at + Terms.STOP) >> 3] * tickUnits, priceDecimals);
  const display = f64[(at + Terms.DISPLAY) >> 3];
  if (display > 0) writer.decimal(traits.displayQtyTag, display * lotUnits, qtyDecimals);
  else if ((flags & TermFlag.hidden) !== 0) writer.integer(traits.displayQtyTag, 0);
  const minLots = f64[(at + Terms.MIN_QTY) >> 3];
  if (minLots > 0) writer.decimal(110, minLots * lotUnits, qtyDecimals);
  const expireUs = f64[(at + Terms.EXPIRE) >> 3];
  if (expireUs > 0) writer.timestamp(126, expireUs);
  if (peg !== 0 || (flags & TermFlag.trailing) !== 0) {
    writer.decimal(211, f64[(at + Terms.OFFSET) >> 3] * tickUnits, priceDecimals);
  }
  if (peg !== 0) writer.integer(1094, peg);
  const notional = f64[(at + Terms.NOTIONAL) >> 3];
  if (notional > 0) writer.decimal(152, notional * tickUnits * lotUnits, priceDecimals + qtyDecimals);
  const contingency = u8[at + Terms.CONTINGENCY];
  if (contingency !== Contingency.none) writer.integer(1385, contingency);
  const group = i32[(at + Terms.STP_GROUP) >> 2];
  if (group !== 0) writer.integer(traits.selfMatchPrevention ? 2362 : 7928, group);
  putStp(writer, u8[at + Terms.STP], traits);
  if ((flags & TermFlag.postOnlyReprice) !== 0) writer.char(8014, 0x59);
}

function putStp(writer: FixWriter, stp: number, traits: Traits): void {
  if (stp === Stp.firm || stp >= stpCodes.length) return;
  if (traits.selfMatchPrevention && selfMatchCodes[stp] !== 0) writer.char(2964, selfMatchCodes[stp]);
  else writer.char(8000, stpCodes[stp]);
}

/** Characters between spaces. */
function putExecInst(writer: FixWriter, flags: number, peg: number): void {
  const { u8 } = writer;
  const isPostOnly = (flags & (TermFlag.postOnly | TermFlag.postOnlyReprice)) !== 0;
  const isTrailing = (flags & TermFlag.trailing) !== 0;
  if (!isPostOnly && !isTrailing && peg === 0) return;
  let at = writer.putTag(18);
  if (isPostOnly) {
    u8[at++] = ExecInst.participateDontInitiate;
    u8[at++] = SPACE;
  }
  if (isTrailing) {
    u8[at++] = ExecInst.trailingStopPeg;
    u8[at++] = SPACE;
  }
  if (peg !== 0) {
    u8[at++] = peg === Peg.mid ? ExecInst.midPeg : peg === Peg.market ? ExecInst.marketPeg : ExecInst.primaryPeg;
    u8[at++] = SPACE;
  }
  u8[at - 1] = SOH;
  writer.at = at;
}

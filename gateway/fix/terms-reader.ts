/**
 * The terms of an order beyond price and quantity, from its FIX fields: StopPx, MaxFloor, MinQty, ExpireTime, pegs, ExecInst, CashOrderQty,
 * links, self-trade prevention. Runs on the door's thread; allocates nothing. What does not go together is the engine's to judge; what
 * cannot be expressed has its reason here.
 */
import type { OrderFields } from '../../engine/commands.js';
import type { InstrumentInfo } from '../../engine/directory.js';
import { Reason } from '../../engine/reasons.js';
import { Peg, TermFlag } from '../../engine/records.js';
import { DecimalFault, type DecimalReader } from './decimal.js';
import { termTags } from './dialect/heeded.js';
import { ExecInst, selfMatchCodes, stpCodes } from './execution-terms.js';
import { isYes, numberOf, timeOf } from './fields.js';
import type { FixParser } from './parser.js';
import type { Validator } from './validate.js';

/** PegOffsetType(836): the offset is a price (which it is when left out), or ticks. */
const IN_TICKS = 0x32;
const IN_PRICE = 0x30;
const GROUP_MAX = 0x7fff_ffff;
/** By tag: 1 for those that are read here. To look for each in a message that has none would cost a fifth of reading an order. */
const isTerm = new Uint8Array(10_000);
for (const tag of termTags) isTerm[tag] = 1;

export class TermsReader {
  /** The first fault of the last read: a Reason, or 0. */
  fault = 0;

  constructor(
    private readonly validator: Validator,
    private readonly decimal: DecimalReader,
  ) {}

  /** Reads into `fields.terms`; `fields.hasTerms` says whether any was given. */
  read(p: FixParser, fields: OrderFields, instrument: InstrumentInfo): void {
    this.fault = Reason.none;
    if (!hasTerms(p)) return;
    const { validator } = this;
    let has = this.readStop(p, fields, instrument);
    has = this.readQuantities(p, fields, instrument) || has;
    has = this.readExecInst(p, fields) || has;
    const expire = validator.find(126);
    if (expire >= 0) {
      fields.terms.expireUs = timeOf(p, expire);
      has = true;
    }
    has = this.readPeg(p, fields, instrument) || has;
    has = this.readOwn(p, fields) || has;
    fields.hasTerms = has;
  }

  private fail(reason: number): void {
    if (this.fault === Reason.none) this.fault = reason;
  }

  /** A decimal in units; 0 and the reason when it is none. */
  private number(p: FixParser, index: number, units: number, decimals: number, reason: number): number {
    const { decimal } = this;
    if (decimal.read(p.buffer, p.offset[index], p.length[index], units, decimals) === DecimalFault.none) return decimal.value;
    this.fail(reason);
    return 0;
  }

  private readStop(p: FixParser, { terms }: OrderFields, { tickUnits, priceDecimals }: InstrumentInfo): boolean {
    const index = this.validator.find(99);
    if (index < 0) return false;
    terms.stopTicks = this.number(p, index, tickUnits, priceDecimals, Reason.stopPriceInvalid);
    terms.flags |= TermFlag.stop;
    return true;
  }

  /** MaxFloor or DisplayQty (0: hidden), MinQty, and CashOrderQty as Σ ticks × lots that it pays for. */
  private readQuantities(p: FixParser, { terms }: OrderFields, instrument: InstrumentInfo): boolean {
    const { lotUnits, qtyDecimals, tickUnits, priceDecimals } = instrument;
    const maxFloor = this.first(111, 1138);
    if (maxFloor >= 0) {
      terms.displayLots = this.number(p, maxFloor, lotUnits, qtyDecimals, Reason.displayQtyInvalid);
      if (terms.displayLots === 0) terms.flags |= TermFlag.hidden;
    }
    const minQty = this.validator.find(110);
    if (minQty >= 0) terms.minLots = this.number(p, minQty, lotUnits, qtyDecimals, Reason.invalidTerms);
    const cash = this.validator.find(152);
    if (cash >= 0) {
      const units = this.number(p, cash, 1, priceDecimals + qtyDecimals, Reason.invalidQty);
      terms.notional = Math.floor(units / (tickUnits * lotUnits));
      if (terms.notional <= 0) this.fail(Reason.invalidQty);
    }
    return maxFloor >= 0 || minQty >= 0 || cash >= 0;
  }

  private readExecInst(p: FixParser, { terms }: OrderFields): boolean {
    const index = this.validator.find(18);
    if (index < 0) return false;
    let has = false;
    for (let i = 0, at = p.offset[index]; i < p.length[index]; i += 2) {
      has = this.takeInstruction(p.buffer[at + i], terms) || has;
    }
    return has;
  }

  /** Those that the venue does not know are wishes about the handling of an order, and have no effect. */
  private takeInstruction(code: number, terms: OrderFields['terms']): boolean {
    switch (code) {
      case ExecInst.participateDontInitiate:
        terms.flags |= TermFlag.postOnly;
        return true;
      case ExecInst.trailingStopPeg:
        terms.flags |= TermFlag.trailing;
        return true;
      case ExecInst.primaryPeg:
        terms.peg = Peg.primary;
        return true;
      case ExecInst.marketPeg:
        terms.peg = Peg.market;
        return true;
      case ExecInst.midPeg:
        terms.peg = Peg.mid;
        return true;
      default:
        return false;
    }
  }

  private readPeg(p: FixParser, fields: OrderFields, { tickUnits, priceDecimals }: InstrumentInfo): boolean {
    const { terms } = fields;
    const { validator } = this;
    const type = validator.find(1094);
    if (type >= 0) terms.peg = numberOf(p, type);
    const offset = validator.find(211);
    if (offset >= 0) {
      const offsetType = validator.find(836);
      const kind = offsetType < 0 ? IN_PRICE : p.buffer[p.offset[offsetType]];
      const isTicks = kind === IN_TICKS;
      if (!isTicks && kind !== IN_PRICE) this.fail(Reason.pegInvalid);
      terms.offsetTicks = this.number(p, offset, isTicks ? 1 : tickUnits, isTicks ? 0 : priceDecimals, Reason.pegInvalid);
    }
    if (terms.peg !== 0 && validator.find(44) >= 0) terms.flags |= TermFlag.capped;
    return type >= 0 || offset >= 0;
  }

  /** Contingency, self-trade prevention, post-only with reprice. */
  private readOwn(p: FixParser, { terms }: OrderFields): boolean {
    const { validator } = this;
    const contingency = validator.find(1385);
    const group = this.first(7928, 2362);
    const mode = this.readStp(p, terms);
    const reprice = validator.find(8014);
    if (contingency >= 0) terms.contingency = numberOf(p, contingency);
    if (group >= 0) {
      terms.stpGroup = Math.min(Math.max(numberOf(p, group), -1), GROUP_MAX);
      if (terms.stpGroup < 0) this.fail(Reason.invalidTerms);
    }
    if (isYes(p, reprice)) terms.flags |= TermFlag.postOnly | TermFlag.postOnlyReprice;
    return contingency >= 0 || group >= 0 || mode || isYes(p, reprice);
  }

  /** The venue's own code, or that of FIX 5.0 SP2. */
  private readStp(p: FixParser, terms: OrderFields['terms']): boolean {
    const own = this.validator.find(8000);
    const standard = this.validator.find(2964);
    if (own >= 0) terms.stp = stpCodes.indexOf(p.buffer[p.offset[own]]);
    else if (standard >= 0) terms.stp = selfMatchCodes.indexOf(p.buffer[p.offset[standard]]);
    return own >= 0 || standard >= 0;
  }

  /** Index of the first of two fields that say the same, or -1. */
  private first(tag: number, otherTag: number): number {
    const index = this.validator.find(tag);
    return index >= 0 ? index : this.validator.find(otherTag);
  }
}

function hasTerms({ tag, fieldCount }: FixParser): boolean {
  for (let i = 3; i < fieldCount; i++) if (tag[i] < isTerm.length && isTerm[tag[i]] === 1) return true;
  return false;
}

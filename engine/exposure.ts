/**
 * What firms and accounts have at stake: their open orders and the money of those, their cash, and the value of their positions.
 * Running sums, changed with each order and trade. They are exact: each contribution is a whole number of money, and is taken back
 * as what was put in. Engine thread only; no allocation after construction.
 *
 * A slot is an account of accounts.ts by its index, or behind those a firm itself, for orders that name no account.
 *
 *   slots: | 0 unused | 1 … accounts | one for each firm |
 */
import type { Accounts } from './accounts.js';
import type { Capacities } from './commands.js';
import type { Instruments } from './instruments.js';
import { U as Bytes, F as Doubles, I as Ints, type OrderPool } from './orders.js';
import { Positions } from './positions.js';
import { OrdType as OrdTypes } from './records.js';
import type { Sessions } from './sessions.js';
import { S as SpecialDoubles, type Specials } from './specials.js';

const F = Doubles;
const I = Ints;
const S = SpecialDoubles;
const U = Bytes;
const OrdType = OrdTypes;

/** `accounts[(slot << 3) + OfAccount.cash]`; money but for the orders. openBuys + side: open notional by side. gross: Σ value of positions. */
export const OfAccount = { openOrders: 0, openBuys: 1, openSells: 2, cash: 3, gross: 4 } as const;

/** `firms[(firm << 2) + OfFirm.openOrders]`. messages: in the second of logical time that ends at secondEndUs. */
export const OfFirm = { openOrders: 0, openNotional: 1, messages: 2, secondEndUs: 3 } as const;

const A = OfAccount;
const P = OfFirm;
const SLOT = 8; // doubles of an account

export class Exposure {
  readonly accounts: Float64Array;
  readonly firms: Float64Array;
  /** Money of a lot at a tick, by instrument: multiplier and divisor, both whole. */
  readonly unit: Float64Array;
  /** The reference prices at which positions are valued; 0: none. */
  private readonly valuedAt: Float64Array;
  readonly positions: Positions;
  /** The slot of firm 0. */
  readonly firstFirm: number;

  // what each order and trade reads, one load away
  private readonly doubles: Float64Array;
  private readonly ints: Int32Array;
  private readonly bytes: Uint8Array;
  private readonly terms: Float64Array;
  private readonly participant: Int32Array;

  constructor(
    capacities: Capacities,
    orders: OrderPool,
    specials: Specials,
    private readonly sessions: Sessions,
    private readonly instruments: Instruments,
    private readonly known: Accounts,
  ) {
    this.doubles = orders.f64;
    this.ints = orders.i32;
    this.bytes = orders.u8;
    this.terms = specials.f64;
    this.participant = sessions.participant;
    this.firstFirm = capacities.accounts + 1;
    this.accounts = new Float64Array((this.firstFirm + capacities.participants) << 3);
    this.firms = new Float64Array(capacities.participants << 2);
    this.unit = new Float64Array(capacities.instruments << 1).fill(1);
    this.valuedAt = new Float64Array(capacities.instruments);
    this.positions = new Positions(capacities.positions, capacities.instruments);
  }

  /** Takes in an instrument's scales and reference. */
  define(instrument: number): void {
    const { unit, valuedAt } = this;
    const { tickUnits, lotUnits, priceDecimals, qtyDecimals } = this.instruments.definitions[instrument];
    const decimals = priceDecimals + qtyDecimals - 2;
    const multiplier = tickUnits * lotUnits * 10 ** Math.max(0, -decimals);
    const divisor = 10 ** Math.max(0, decimals);
    const at = instrument << 1;
    const isKnown = unit[at] === multiplier && unit[at + 1] === divisor;
    if (isKnown && valuedAt[instrument] === this.referenceOf(instrument)) return;
    unit[at] = multiplier;
    unit[at + 1] = divisor;
    valuedAt[instrument] = this.referenceOf(instrument);
    if (this.positions.count > 0) this.revalue();
  }

  /** Money of a quantity at a price, by amount. */
  money(instrument: number, ticks: number, lots: number): number {
    const { unit } = this;
    const product = Math.abs(ticks) * lots * unit[instrument << 1];
    const divisor = unit[(instrument << 1) + 1];
    return divisor === 1 ? product : Math.ceil(product / divisor);
  }

  /** What a buyer pays for a trade, with the sign of its price. */
  paid(instrument: number, ticks: number, lots: number): number {
    const money = this.money(instrument, ticks, lots);
    return ticks < 0 ? -money : money;
  }

  /** The value of a position. */
  value(instrument: number, net: number): number {
    return this.money(instrument, this.valuedAt[instrument], net < 0 ? -net : net);
  }

  slotOf(h: number): number {
    const account = this.ints[(h << 1) + I.account];
    return account !== 0 ? account : this.firstFirm + this.firmOf(h);
  }

  firmOf(h: number): number {
    return this.participant[this.ints[(h << 1) + I.session]];
  }

  /** The price that an order counts with: its limit; of one without, the price that it was given when it came. */
  ticksOf(h: number): number {
    const s = this.ints[(h << 1) + I.special];
    return s === 0 || isLimited(this.bytes[(h << 3) + U.ordType]) ? this.doubles[h + F.price] : this.terms[s + S.riskTicks];
  }

  // Each of the following four is written out: an order goes through two of them at least, and a call costs as much as one does.

  /** An order has become open; there is room for its position. */
  opened(h: number): void {
    const { ints, accounts, firms } = this;
    const side = ints[(h << 1) + I.side];
    const money = this.money(side >> 3, this.ticksOf(h), this.doubles[h + F.leaves]);
    const slot = this.slotOf(h);
    const firm = this.firmOf(h) << 2;
    accounts[(slot << 3) + A.openOrders]++;
    accounts[(slot << 3) + A.openBuys + (side & 1)] += money;
    firms[firm + P.openOrders]++;
    firms[firm + P.openNotional] += money;
    this.positions.open(slot, side >> 3);
  }

  /** It is no longer open. */
  closed(h: number): void {
    const { ints, accounts, firms } = this;
    const side = ints[(h << 1) + I.side];
    const money = this.money(side >> 3, this.ticksOf(h), this.doubles[h + F.leaves]);
    const account = this.slotOf(h) << 3;
    const firm = this.firmOf(h) << 2;
    accounts[account + A.openOrders]--;
    accounts[account + A.openBuys + (side & 1)] -= money;
    firms[firm + P.openOrders]--;
    firms[firm + P.openNotional] -= money;
  }

  /** What is open of an order counts from now on. Whoever changes its price or quantity calls take() before and put() after. */
  put(h: number): void {
    const side = this.ints[(h << 1) + I.side];
    const money = this.money(side >> 3, this.ticksOf(h), this.doubles[h + F.leaves]);
    this.accounts[(this.slotOf(h) << 3) + A.openBuys + (side & 1)] += money;
    this.firms[(this.firmOf(h) << 2) + P.openNotional] += money;
  }

  /** It counts no longer. */
  take(h: number): void {
    const side = this.ints[(h << 1) + I.side];
    const money = this.money(side >> 3, this.ticksOf(h), this.doubles[h + F.leaves]);
    this.accounts[(this.slotOf(h) << 3) + A.openBuys + (side & 1)] -= money;
    this.firms[(this.firmOf(h) << 2) + P.openNotional] -= money;
  }

  /** Values all positions at the reference prices as they are now. */
  revalue(): void {
    const { accounts, positions, valuedAt } = this;
    for (let i = 0; i < this.instruments.count; i++) valuedAt[i] = this.referenceOf(i);
    for (let slot = 1; slot <= this.known.count; slot++) accounts[(slot << 3) + A.gross] = 0;
    for (let at = (this.firstFirm << 3) + A.gross; at < accounts.length; at += SLOT) accounts[at] = 0;
    for (let at = positions.first(); at >= 0; at = positions.after(at)) {
      accounts[(positions.slot(at) << 3) + A.gross] += this.value(positions.instrument(at), positions.net(at));
    }
  }

  /** Whether anyone has lots of an instrument, bought or sold. */
  isHeld(instrument: number): boolean {
    const { positions } = this;
    for (let at = positions.first(); at >= 0; at = positions.after(at)) {
      if (positions.instrument(at) === instrument && positions.net(at) !== 0) return true;
    }
    return false;
  }

  /** At the day's end: forgets flat positions that no order is open for, and values the others. */
  endDay(): void {
    const { ints, positions, sessions } = this;
    positions.dropFlat();
    for (let s = 0; s < sessions.count; s++) {
      for (let h = sessions.oldest[s]; h !== 0; h = ints[(h << 1) + I.sessionNext]) {
        positions.open(this.slotOf(h), ints[(h << 1) + I.side] >> 3);
      }
    }
    this.revalue();
  }

  private referenceOf(instrument: number): number {
    const ticks = this.instruments.reference[instrument];
    return Number.isNaN(ticks) ? 0 : ticks;
  }
}

function isLimited(ordType: number): boolean {
  return ordType === OrdType.limit || ordType === OrdType.stopLimit || ordType === OrdType.marketToLimit;
}

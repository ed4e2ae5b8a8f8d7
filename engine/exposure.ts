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
import { createPositions, type Positions } from './positions.js';
import { OrdType as OrdTypes } from './records.js';
import type { SessionOrders } from './session-orders.js';
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

export interface Exposure {
  readonly accounts: Float64Array;
  readonly firms: Float64Array;
  readonly positions: Positions;
  /** The slot of firm 0. */
  readonly firstFirm: number;
  /** Takes in an instrument's scales and reference. */
  define(instrument: number): void;
  /** Money of a quantity at a price, by amount. */
  money(instrument: number, ticks: number, lots: number): number;
  /** What a buyer pays for a trade, with the sign of its price. */
  paid(instrument: number, ticks: number, lots: number): number;
  /** The value of a position. */
  value(instrument: number, net: number): number;
  slotOf(h: number): number;
  firmOf(h: number): number;
  /** The price that an order counts with: its limit; of one without, the price that it was given when it came. */
  ticksOf(h: number): number;
  /** An order has become open; there is room for its position. */
  opened(h: number): void;
  /** It is no longer open. */
  closed(h: number): void;
  /** What is open of an order counts from now on. Whoever changes its price or quantity calls take() before and put() after. */
  put(h: number): void;
  /** It counts no longer. */
  take(h: number): void;
  /** Values all positions at the reference prices as they are now. */
  revalue(): void;
  /** Whether anyone has lots of an instrument, bought or sold. */
  isHeld(instrument: number): boolean;
  /** At the day's end: forgets flat positions that no order is open for, and values the others. */
  endDay(): void;
  /** Forgets all; no order is open. */
  clear(): void;
}

const isLimited = (ordType: number): boolean => {
  return ordType === OrdType.limit || ordType === OrdType.stopLimit || ordType === OrdType.marketToLimit;
};

export function createExposure(
  capacities: Capacities,
  orders: OrderPool,
  specials: Specials,
  sessions: Sessions,
  sessionOrders: SessionOrders,
  instruments: Instruments,
  known: Accounts,
): Exposure {
  const { f64, i32, u8 } = orders;
  const { f64: terms } = specials;
  const { participant } = sessions;
  const firstFirm = capacities.accounts + 1;
  const accounts = new Float64Array((firstFirm + capacities.participants) << 3);
  const firms = new Float64Array(capacities.participants << 2);
  /** Money of a lot at a tick, by instrument: multiplier and divisor, both whole. */
  const unit = new Float64Array(capacities.instruments << 1).fill(1);
  /** The reference prices at which positions are valued; 0: none. */
  const valuedAt = new Float64Array(capacities.instruments);
  const positions = createPositions(capacities.positions, capacities.instruments);
  const { nets, open: openPosition } = positions;

  function define(instrument: number): void {
    const { tickUnits, lotUnits, priceDecimals, qtyDecimals } = instruments.definitions[instrument];
    const decimals = priceDecimals + qtyDecimals - 2;
    const multiplier = tickUnits * lotUnits * 10 ** Math.max(0, -decimals);
    const divisor = 10 ** Math.max(0, decimals);
    const at = instrument << 1;
    const isKnown = unit[at] === multiplier && unit[at + 1] === divisor;
    if (isKnown && valuedAt[instrument] === referenceOf(instrument)) return;
    unit[at] = multiplier;
    unit[at + 1] = divisor;
    valuedAt[instrument] = referenceOf(instrument);
    if (positions.count() > 0) revalue();
  }

  function money(instrument: number, ticks: number, lots: number): number {
    const product = Math.abs(ticks) * lots * unit[instrument << 1];
    const divisor = unit[(instrument << 1) | 1];
    return divisor === 1 ? product : Math.ceil(product / divisor);
  }

  function paid(instrument: number, ticks: number, lots: number): number {
    const amount = money(instrument, ticks, lots);
    return ticks < 0 ? -amount : amount;
  }

  function value(instrument: number, net: number): number {
    return money(instrument, valuedAt[instrument], net < 0 ? -net : net);
  }

  function slotOf(h: number): number {
    const account = i32[(h << 1) | I.account];
    return account !== 0 ? account : firstFirm + firmOf(h);
  }

  function firmOf(h: number): number {
    return participant[i32[(h << 1) | I.session]];
  }

  function ticksOf(h: number): number {
    const s = i32[(h << 1) | I.special];
    return s === 0 || isLimited(u8[(h << 3) | U.ordType]) ? f64[h | F.price] : terms[s + S.riskTicks];
  }

  /**
   * Adds what an order counts to the sums, or takes it away. @param sign 1 or -1 @param ofOrders what it changes the number of orders by
   */
  function count(h: number, sign: number, ofOrders: number): void {
    const account = slotOf(h) << 3;
    const firm = firmOf(h) << 2;
    const side = i32[(h << 1) | I.side];
    const amount = sign * money(side >> 3, ticksOf(h), f64[h | F.leaves]);
    accounts[account | A.openOrders] += ofOrders;
    accounts[account | (A.openBuys + (side & 1))] += amount;
    firms[firm | P.openOrders] += ofOrders;
    firms[firm | P.openNotional] += amount;
  }

  function opened(h: number): void {
    count(h, 1, 1);
    openPosition(slotOf(h), i32[(h << 1) | I.side] >> 3);
  }

  function revalue(): void {
    for (let i = 0; i < instruments.count; i++) valuedAt[i] = referenceOf(i);
    for (let slot = 1; slot <= known.count(); slot++) accounts[(slot << 3) + A.gross] = 0;
    for (let at = (firstFirm << 3) + A.gross; at < accounts.length; at += SLOT) accounts[at] = 0;
    for (let at = positions.first(); at >= 0; at = positions.after(at)) {
      accounts[(positions.slot(at) << 3) + A.gross] += value(positions.instrument(at), nets[at]);
    }
  }

  function isHeld(instrument: number): boolean {
    for (let at = positions.first(); at >= 0; at = positions.after(at)) {
      if (positions.instrument(at) === instrument && nets[at] !== 0) return true;
    }
    return false;
  }

  function endDay(): void {
    positions.dropFlat();
    for (let s = 0; s < sessions.count; s++) {
      for (let h = sessionOrders.oldest[s]; h !== 0; h = i32[(h << 1) | I.sessionNext]) {
        openPosition(slotOf(h), i32[(h << 1) | I.side] >> 3);
      }
    }
    revalue();
  }

  function clear(): void {
    accounts.fill(0, 0, (known.count() + 1) * SLOT);
    accounts.fill(0, firstFirm * SLOT);
    firms.fill(0);
    unit.fill(1);
    valuedAt.fill(0);
    positions.clear();
  }

  function referenceOf(instrument: number): number {
    const ticks = instruments.reference[instrument];
    return Number.isNaN(ticks) ? 0 : ticks;
  }

  return {
    accounts,
    firms,
    positions,
    firstFirm,
    define,
    money,
    paid,
    value,
    slotOf,
    firmOf,
    ticksOf,
    opened,
    closed: (h) => count(h, -1, -1),
    put: (h) => count(h, 1, 0),
    take: (h) => count(h, -1, 0),
    revalue,
    isHeld,
    endDay,
    clear,
  };
}

/**
 * The limits of firms and accounts as operators have set them. -1: none. An account's own limit counts before the one that its firm
 * has for all its accounts. Engine thread only; no allocation after construction.
 */
import type { Capacities } from './commands.js';

/** `firms[(firm << 2) + FirmLimit.openOrders]` */
export const FirmLimit = { openOrders: 0, openNotional: 1, perSecond: 2 } as const;

/** `defaults[(firm << 2) + AccountLimit.gross]`; of a slot (exposure.ts) see ofSlot(). */
export const AccountLimit = { openOrders: 0, openNotional: 1, gross: 2, buyingPower: 3 } as const;

export interface Limits {
  readonly firms: Float64Array;
  readonly defaults: Float64Array;
  /** 1: there is something to look at for a firm or its accounts. */
  readonly isLimited: Uint8Array;
  /** A limit that counts for a slot (AccountLimit). */
  ofSlot(slot: number, firm: number, limit: number): number;
  /** A limit of a slot's own; NaN: it has none. */
  ownOf(slot: number, limit: number): number;
  setOwn(slot: number, limit: number, value: number): void;
  /** Forgets all limits. */
  clear(): void;
}

export function createLimits({ accounts, participants }: Capacities): Limits {
  const firms = new Float64Array(participants << 2);
  const defaults = new Float64Array(participants << 2);
  const isLimited = new Uint8Array(participants);
  const own = new Float64Array((accounts + 1 + participants) << 2);
  /** Which of its own a slot has: bits by AccountLimit. So `own` is not touched for accounts that have none. */
  const given = new Uint8Array(accounts + 1 + participants);

  function ofSlot(slot: number, firm: number, limit: number): number {
    return ((given[slot] >> limit) & 1) !== 0 ? own[(slot << 2) | limit] : defaults[(firm << 2) | limit];
  }

  function ownOf(slot: number, limit: number): number {
    return ((given[slot] >> limit) & 1) !== 0 ? own[(slot << 2) | limit] : Number.NaN;
  }

  function setOwn(slot: number, limit: number, value: number): void {
    own[(slot << 2) | limit] = value;
    given[slot] |= 1 << limit;
  }

  function clear(): void {
    firms.fill(-1);
    defaults.fill(-1);
    isLimited.fill(0);
    given.fill(0);
  }

  clear();
  return { firms, defaults, isLimited, ofSlot, ownOf, setOwn, clear };
}

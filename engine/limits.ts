/**
 * The limits of firms and accounts as operators have set them. -1: none. An account's own limit counts before the one that its firm
 * has set for all its accounts. Engine thread only; no allocation after construction.
 */
import type { Capacities } from './commands.js';

/** `firms[(firm << 2) + FirmLimit.openOrders]` */
export const FirmLimit = { openOrders: 0, openNotional: 1, perSecond: 2 } as const;

/** `defaults[(firm << 2) + AccountLimit.gross]`, and of a slot (exposure.ts) `own[(slot << 2) + …]`. */
export const AccountLimit = { openOrders: 0, openNotional: 1, gross: 2, buyingPower: 3 } as const;

export class Limits {
  readonly firms: Float64Array;
  readonly defaults: Float64Array;
  /** NaN: none of its own. */
  readonly own: Float64Array;
  /** 1: there is something to look at for a firm or its accounts. */
  readonly isLimited: Uint8Array;

  constructor(capacities: Capacities) {
    const { accounts, participants } = capacities;
    this.firms = new Float64Array(participants << 2).fill(-1);
    this.defaults = new Float64Array(participants << 2).fill(-1);
    this.own = new Float64Array((accounts + 1 + participants) << 2).fill(Number.NaN);
    this.isLimited = new Uint8Array(participants);
  }

  /** A limit that counts for a slot (AccountLimit). */
  ofSlot(slot: number, firm: number, limit: number): number {
    const own = this.own[(slot << 2) + limit];
    return Number.isNaN(own) ? this.defaults[(firm << 2) + limit] : own;
  }
}

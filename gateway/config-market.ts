/**
 * The part of the configuration that says what is traded and by whom, in people's terms: prices, quantities and money as decimals,
 * distances in ticks or as a percentage. instrument-terms.ts makes ticks, lots and basis points of it.
 */
import { z } from 'zod';

export const count = (min: number, max: number, fallback: number) => z.number().int().min(min).max(max).default(fallback);
export const compId = z.string().regex(/^[\x21-\x7e]{1,32}$/, 'expected 1 to 32 printable characters without spaces');
export const firmName = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'expected 1 to 32 letters, digits, _ or -');
const accountName = z.string().regex(/^[\x20-\x7e]{1,16}$/, 'expected 1 to 16 printable characters');

const unsigned = z.string().regex(/^\d{1,15}(\.\d{1,9})?$/, 'expected a decimal number in a string, such as "0.01"');
const signed = z.string().regex(/^-?\d{1,15}(\.\d{1,9})?$/, 'expected a decimal number in a string, such as "-5.25"');
/** An amount with at most two decimals. */
const money = z.union([z.number().int().min(0), z.string()]).transform((value, context) => {
  const text = String(value);
  if (/^\d{1,13}(\.\d{1,2})?$/.test(text)) return text;
  context.addIssue({ code: 'custom', message: `expected an amount such as 250000 or "99.50", got ${text}` });
  return z.NEVER;
});
/** `5%`, at most two decimals. */
const percentage = z.string().regex(/^\d{1,3}(\.\d{1,2})?%$/, 'expected a percentage such as 5% or 0.25%');
/** `5%` of the reference price, or `20 ticks`; 0: off. All distances of an instrument are of one kind. */
const distance = z
  .union([
    z.number().int().min(0),
    percentage,
    z.string().regex(/^\d{1,9} ticks?$/, 'expected a distance such as 10% or 20 ticks'),
  ])
  .default(0);
const duration = (fallback: number) => count(1, 86_400_000, fallback);

export const instrumentSchema = z.strictObject({
  symbol: z.string().regex(/^[\x20-\x7e]{1,24}$/, 'expected 1 to 24 printable characters'),
  tickSize: unsigned.default('0.01'),
  lotSize: unsigned.default('1'),
  /** Prices may be 0 and negative where these say so. */
  minPrice: signed.default('0.01'),
  maxPrice: signed.default('1000000'),
  minQty: unsigned.optional(),
  maxQty: unsigned.default('1000000'),
  /** Of an order: price times quantity. */
  minNotional: money.optional(),
  maxNotional: money.optional(),
  /** A price to start from; after the first business day the official close stands in its place. */
  referencePrice: signed.default('100'),
  /** How far a limit price may be on the aggressive side of the last trade. */
  fatFinger: distance,
  /** Around the reference of the day and around the last trade; what happens to who leaves them. */
  bands: z
    .strictObject({ static: distance, dynamic: distance, action: z.enum(['reject', 'auction']).default('reject') })
    .prefault({}),
  /** How long a volatility auction lasts. */
  volatilityAuctionMs: duration(300_000),
  /** Limit up, limit down. */
  luld: z.strictObject({ band: distance, limitStateMs: duration(15_000), pauseMs: duration(300_000) }).prefault({}),
  allocation: z.enum(['time', 'proRata']).default('time'),
  /** Of pro-rata: what the order that is first in time gets before the others, and the market maker's orders after it. */
  topShare: percentage.default('0%'),
  makerShare: percentage.default('0%'),
  /** A firm. */
  marketMaker: firmName.optional(),
  /** The least part of an iceberg that must be displayed. */
  minDisplay: percentage.default('0%'),
  /** Every replace goes to the end of the queue, even one to a smaller quantity. */
  replaceLosesPriority: z.boolean().default(false),
});
export type InstrumentConfig = z.infer<typeof instrumentSchema>;

const none = z.literal('none');
/** What is left out stays as it is in the venue; `none` takes a limit away. */
const bothLimits = {
  openOrders: z.union([none, z.number().int().min(0)]).optional(),
  openNotional: z.union([none, money]).optional(),
};
const accountLimitsSchema = z.strictObject({
  ...bothLimits,
  grossPosition: z.union([none, money]).optional(),
  buyingPower: z.union([none, money]).optional(),
});
const firmLimitsSchema = z.strictObject({
  ...bothLimits,
  /** New orders and replaces. */
  ordersPerSecond: z.union([none, z.number().int().min(0)]).optional(),
});
export type LimitsConfig = z.infer<typeof accountLimitsSchema> & z.infer<typeof firmLimitsSchema>;

export const firmSchema = z.strictObject({
  limits: firmLimitsSchema.optional(),
  /** Of each account that is not in `accounts`. */
  accountLimits: accountLimitsSchema.optional(),
  accounts: z.record(accountName, accountLimitsSchema).default({}),
  /** Self-trade prevention: orders of one group do not trade with each other. */
  stp: z
    .strictObject({
      group: z.number().int().min(0).max(2_147_483_647),
      mode: z.enum(['cancelNewest', 'cancelOldest', 'cancelBoth', 'decrement', 'off']).default('cancelNewest'),
    })
    .optional(),
});
export type FirmConfig = z.infer<typeof firmSchema>;
/** By name. */
export const firmsSchema = z.record(firmName, firmSchema).default({});

export const adminSchema = z
  .strictObject({
    /** Who may operate the venue, each with a token; none: whoever is on this machine, under the name that is given. */
    operators: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[\x20-\x7e]{1,64}$/, 'expected 1 to 64 printable characters'),
          role: z.enum(['viewer', 'operator', 'supervisor']),
          token: z.string().regex(/^\S{16,256}$/, 'expected 16 to 256 characters without spaces'),
        }),
      )
      .max(1000)
      .refine((all) => new Set(all.map((o) => o.name)).size === all.length, 'expected each name once')
      .refine((all) => new Set(all.map((o) => o.token)).size === all.length, 'expected a token of their own for each')
      .default([]),
    /** A bust or correction takes a second person, who approves it within approvalMs. */
    bustNeedsApproval: z.boolean().default(false),
    approvalMs: count(1000, 86_400_000, 900_000),
  })
  .refine(({ bustNeedsApproval, operators }) => !bustNeedsApproval || canApprove(operators.map((o) => o.role)), {
    path: ['bustNeedsApproval'],
    message:
      'expected two operators with tokens of their own, one of them a supervisor: who else could tell two persons apart?',
  })
  .prefault({});

function canApprove(roles: readonly string[]): boolean {
  return roles.includes('supervisor') && roles.filter((role) => role !== 'viewer').length > 1;
}

/**
 * The configuration: one schema gives validation, defaults and documentation. Every limit on input stands in `limits`.
 * Read once at start by the composition root; parts are handed what they need of it.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { WAITS } from '../engine/stage.js';
import { calendarSchema } from './calendar.js';
import { adminSchema, compId, count, firmsSchema, instrumentSchema } from './config-market.js';
import { listenerSchema, sessionSchema } from './config-sessions.js';
import { OperationalError } from './errors.js';
import { LAYOUTS } from './layouts.js';
import { tlsSchema } from './tls/config.js';

export type { InstrumentConfig } from './config-market.js';
export type { SessionConfig } from './config-sessions.js';

/** Limits on input: beyond them, a clear error and nothing lost. Sizes in bytes, times in ms. */
export const limitsSchema = z
  .strictObject({
    fixMessageBytes: count(256, 65_536, 8192),
    fixLogonBytes: count(256, 8192, 1024),
    fixFields: count(16, 4096, 512),
    fixGroupEntries: count(1, 1024, 64),
    fixLogonMs: count(100, 60_000, 5000),
    fixGarbledMessages: count(1, 100, 3),
    fixHeartBtIntMaxS: count(1, 3600, 3600),
    fixResendSpan: count(1, 10_000_000, 1_000_000),
    fixResendsPerSecond: count(1, 10_000, 10),
    /** Of all sessions together: what is sent again leaves the door time for what is new. */
    fixResendBytesPerSecond: count(65_536, 1 << 30, 32_000_000),
    fixSendBytesPerTurn: count(4096, 1 << 20, 65_536),
    fixSocketBacklogBytes: count(65_536, 1 << 26, 1 << 20),
    fixSlowConsumerMs: count(1000, 600_000, 10_000),
    /** Of all FIX ports together; of those that have not logged on, the address with most makes room for one more. */
    fixConnections: count(1, 100_000, 4096),
    fixSendingTimeMs: count(1000, 3_600_000, 120_000),
    /** Refused credentials of one SenderCompID from one address within fixLockoutMs (of one address: ten times as many), before it is locked out for as long. */
    fixLogonFailures: count(1, 1000, 5),
    fixLockoutMs: count(1000, 86_400_000, 60_000),
    /** Addresses, and pairs of an address and a SenderCompID, whose failures are counted. */
    fixLockoutEntries: count(100, 1_000_000, 10_000),
    /** Passwords under check at once (libuv has four threads, unless UV_THREADPOOL_SIZE says otherwise), and Logons that wait for their turn. */
    fixLogonChecks: count(1, 64, 4),
    fixLogonsWaiting: count(0, 100_000, 256),
    tlsHandshakeMs: count(100, 60_000, 5000),
    tlsReloadMs: count(100, 3_600_000, 10_000),
    /** Of a session; its own `throttle` goes before these. */
    messagesPerSecond: count(1, 10_000_000, 1_000_000),
    cancelsPerSecond: count(1, 10_000_000, 1_000_000),
    logoutAbovePerSecond: count(1, 10_000_000, 2_000_000),
    /** Price levels of a side that market data over FIX shows, at most. */
    fixMarketDepth: count(1, 5000, 500),
    /** Symbols that a market-data session is subscribed to, and those of one request. */
    fixSubscriptions: count(1, 100_000, 2000),
    fixRequestSymbols: count(1, 1024, 64),
    /** The shortest time between two refreshes of a symbol for who asks for full refreshes. */
    fixRefreshMs: count(0, 60_000, 100),
    webMessageBytes: count(256, 1 << 20, 16_384),
    webConnections: count(1, 100_000, 4096),
    webIdleS: count(8, 960, 60),
    webConflateBytes: count(1024, 1 << 24, 65_536),
    webCloseBytes: count(65_536, 1 << 26, 1 << 20),
    webCloseMs: count(100, 60_000, 5000),
    webSubscriptions: count(1, 100_000, 2000),
  })
  .prefault({});
export type Limits = z.infer<typeof limitsSchema>;

export const configSchema = z.strictObject({
  mic: z
    .string()
    .regex(/^[A-Z0-9]{4}$/)
    .default('XBTN'),
  compId: compId.default('BUTTONWOOD'),
  host: z.string().default('127.0.0.1'),
  /** Of the FIX ports; `host` when left out. Others than loopback only where each session that may log on there has credentials. */
  fixHost: z.string().optional(),
  fixPort: count(0, 65_535, 9880),
  /** More ports for FIX, each for some roles. */
  fixListeners: z.array(listenerSchema).max(16).default([]),
  /** TLS on the FIX port; null: plain TCP. */
  fixTls: tlsSchema.nullable().default(null),
  httpPort: count(0, 65_535, 8080),
  adminPort: count(0, 65_535, 8081),
  dataDir: z.string().default('.buttonwood/data'),
  durability: z.enum(['memory', 'disk', 'replica', 'mirror']).default('disk'),
  /** What to do once nothing has become safe for maxUnsafeMs: refuse new orders, or go down to `disk`. */
  onUnsafe: z.enum(['cancelOnly', 'lower']).default('lower'),
  maxUnsafeMs: count(100, 3_600_000, 5000),
  nats: z.string().nullable().default(null),
  /** Where every frame goes as well: a Firehose stream that delivers to a bucket. null: nowhere. */
  mirror: z
    .strictObject({
      /** Of a stand-in; null: Amazon's own. */
      endpoint: z.string().nullable().default(null),
      s3Endpoint: z.string().nullable().default(null),
      region: z.string().default(process.env['AWS_REGION'] ?? 'us-east-1'),
      stream: z.string().default('buttonwood'),
      bucket: z.string().default('buttonwood'),
      /** What the keys of delivered objects begin with, as the stream's own configuration has it; '' or ending in /. */
      prefix: z.string().default(''),
    })
    .nullable()
    .default(null),
  /** Which thread hosts what; `auto`: by cores and durability (layouts.ts). */
  layout: z.enum([...LAYOUTS, 'auto']).default('auto'),
  /** How idle threads wait; `auto`: adaptive where the layout leaves cores to spare, else park. */
  wait: z.enum(['auto', ...WAITS]).default('auto'),
  inputRingBytes: count(1 << 16, 1 << 28, 1 << 20),
  logRingBytes: count(1 << 16, 1 << 30, 1 << 25),
  feedRingBytes: count(1 << 16, 1 << 28, 1 << 22),
  segmentBytes: count(1 << 20, 1 << 30, 1 << 26),
  snapshotEveryCommands: count(1000, 1_000_000_000, 2_000_000),
  capacities: z
    .strictObject({
      orders: count(1000, 16_000_000, 1_000_000),
      instruments: count(1, 100_000, 1024),
      sessions: count(1, 100_000, 4096),
      participants: count(1, 100_000, 4096),
      clOrdIds: count(1000, 100_000_000, 1_000_000),
      ladderTicks: count(64, 65_536, 65_536),
      accounts: count(100, 10_000_000, 20_000),
      specials: count(100, 16_000_000, 250_000),
      trades: count(100, 10_000_000, 100_000),
      positions: count(100, 50_000_000, 1_500_000),
    })
    .prefault({}),
  limits: limitsSchema,
  instruments: z
    .array(instrumentSchema)
    .refine((all) => isUnique(all.map((i) => i.symbol)), 'expected each symbol once')
    .default([]),
  /** What the configuration says of firms; the others trade without limits. */
  firms: firmsSchema,
  /** Business days and the phases of each; null: the venue is open until an operator says otherwise, and no day ends by itself. */
  calendar: calendarSchema.nullable().default(null),
  admin: adminSchema,
  /** null: any SenderCompID may log on from loopback, with cancel on disconnect off unless its Logon asks for it. */
  sessions: z
    .array(sessionSchema)
    .refine((all) => isUnique(all.map((s) => s.senderCompId)), 'expected each senderCompId once')
    .nullable()
    .default(null),
});
export type Config = z.infer<typeof configSchema>;

function isUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The configuration of a YAML file with `overrides` on top (undefined values are left out). */
export function loadConfig(file: string | undefined, overrides: Record<string, unknown> = {}): Config {
  let given: Record<string, unknown> = {};
  if (file !== undefined) {
    try {
      given = parse(readFileSync(file, 'utf8')) ?? {};
      if (!isObject(given)) throw new Error(`got ${JSON.stringify(given)}`);
    } catch (error) {
      throw new OperationalError('CONFIG_UNREADABLE', `${file}: expected a YAML file: ${(error as Error).message}`);
    }
  }
  const set = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  // the command line names the mirror's place; what else the file says of it stays
  if (isObject(set['mirror']) && isObject(given['mirror'])) set['mirror'] = { ...given['mirror'], ...set['mirror'] };
  const parsed = configSchema.safeParse({ ...given, ...set });
  if (!parsed.success) {
    const where = file ?? 'the command line';
    throw new OperationalError('CONFIG_INVALID', `${where}: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

/** The part of the configuration that says who may log on, over what, and as what. */
import { z } from 'zod';
import { isAddressRange } from './addresses.js';
import { compId, count, firmName } from './config-market.js';
import { PASSWORD_HASH_EXPECTED, PasswordHash } from './fix/access/password.js';
import { publicKeyOf } from './fix/access/signature.js';
import { isTimeZone } from './local-time.js';

/** What a session is for. Market data and drop copies enter no orders. */
export const ROLES = ['orderEntry', 'dropCopy', 'marketData'] as const;
export type Role = (typeof ROLES)[number];

/** By BeginString. */
export const FIX_VERSIONS = ['FIX.4.2', 'FIX.4.4', 'FIXT.1.1'] as const;

export const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const day = z.enum(DAYS);
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'expected a time of day such as "17:00"');

/** When a session may be logged on: from `start` to `end` each day, or from a day and time of the week to another. */
const scheduleSchema = z
  .strictObject({
    timeZone: z.string().refine(isTimeZone, 'expected a time zone such as America/New_York').default('UTC'),
    start: timeOfDay,
    end: timeOfDay,
    /** Of a weekly schedule; without them the schedule is daily. */
    startDay: day.optional(),
    endDay: day.optional(),
    /** Of a daily schedule: the days on which it begins; all when left out. */
    days: z.array(day).min(1).optional(),
    /** Both numbers go back to 1 with each new window. */
    reset: z.boolean().default(true),
  })
  .refine((s) => (s.startDay === undefined) === (s.endDay === undefined), {
    path: ['endDay'],
    message: 'expected both startDay and endDay, or neither',
  })
  .refine((s) => s.startDay === undefined || s.days === undefined, {
    path: ['days'],
    message: 'expected days only where there is no startDay',
  });
export type SessionSchedule = z.infer<typeof scheduleSchema>;

/** How a counterparty proves who it is; of what is given, all must be right. */
const credentialsSchema = z
  .strictObject({
    /** What `buttonwood fix password` prints: never the password itself. */
    password: z
      .string()
      .refine((text) => PasswordHash.parse(text) !== null, PASSWORD_HASH_EXPECTED)
      .optional(),
    /** Ed25519: 32 bytes in base64. The Logon is signed in RawData(96). */
    publicKey: z
      .string()
      .regex(/^[A-Za-z0-9+/]{43}=$/, 'expected an Ed25519 public key: 32 bytes in base64')
      .refine((text) => publicKeyOf(text) !== null, 'expected an Ed25519 public key that not everybody can sign for')
      .optional(),
    /** SHA-256 fingerprint of the client's TLS certificate, as `openssl x509 -fingerprint -sha256` prints it, or its common name. */
    certificate: z
      .union([
        z.strictObject({ fingerprint: z.string().regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/, 'expected 32 bytes as AA:BB:…') }),
        z.strictObject({ commonName: z.string().min(1).max(255) }),
      ])
      .optional(),
  })
  .refine((c) => Object.values(c).some((value) => value !== undefined), 'expected a password, publicKey or certificate');
export type Credentials = z.infer<typeof credentialsSchema>;

const address = z.string().refine(isAddressRange, 'expected an IP address or a range such as 10.1.0.0/16 or 2001:db8::/48');

/** Messages a second; what is left out is as in `limits`. */
const throttleSchema = z.strictObject({
  /** Requests but for cancels; above it each is refused. */
  messagesPerSecond: z.number().int().min(1).max(10_000_000).optional(),
  /** Cancels and mass cancels, in a bucket of their own. */
  cancelsPerSecond: z.number().int().min(1).max(10_000_000).optional(),
  /** Whatever comes; above it the session is logged out. */
  logoutAbovePerSecond: z.number().int().min(1).max(10_000_000).optional(),
});

export const sessionSchema = z
  .strictObject({
    senderCompId: compId,
    /** The firm; the session's own CompID when left out. */
    participant: firmName.optional(),
    role: z.enum(ROLES).default('orderEntry'),
    /** BeginStrings that it may log on with. */
    versions: z
      .array(z.enum(FIX_VERSIONS))
      .min(1)
      .default([...FIX_VERSIONS]),
    /** A session that is not may not log on, and one that is up is logged out; left out: as operators have set it, at first true. */
    enabled: z.boolean().optional(),
    credentials: credentialsSchema.optional(),
    /** Where it may come from; anywhere when left out. */
    addresses: z.array(address).min(1).max(100).optional(),
    schedule: scheduleSchema.optional(),
    cancelOnDisconnect: z.boolean().default(true),
    graceMs: count(0, 3_600_000, 0),
    /** Both numbers go back to 1 at each FIX Logon: for conformance runs; brokers want false. */
    resetOnLogon: z.boolean().default(false),
    /** Both numbers go back to 1 after a Logout, after any other end of the connection. */
    resetOnLogout: z.boolean().default(false),
    resetOnDisconnect: z.boolean().default(false),
    /** Both numbers go back to 1 at the end of each business day. */
    resetDaily: z.boolean().default(false),
    /** LastMsgSeqNumProcessed(369) in each message, not only where the counterparty's Logon has it. */
    lastMsgSeqNumProcessed: z.boolean().default(false),
    throttle: throttleSchema.default({}),
    /** Orders that it may have open; 0: as many as its firm's limits allow. */
    maxOpenOrders: count(0, 16_000_000, 0),
    /** Of a drop copy: ExecutionReports, TradeCaptureReports. */
    copies: z
      .array(z.enum(['executions', 'trades']))
      .min(1)
      .default(['executions']),
  })
  .refine((s) => s.role !== 'dropCopy' || s.participant !== undefined, {
    path: ['participant'],
    message: 'expected the firm whose reports a drop copy gets',
  });
export type SessionConfig = z.infer<typeof sessionSchema>;
/** As the configuration writes it: what has a default may be left out. */
export type SessionInput = z.input<typeof sessionSchema>;

/** Of whoever logs on where no session is configured. */
export function openSession(senderCompId: string, role: Role): SessionConfig {
  return { ...sessionSchema.parse({ senderCompId, role }), cancelOnDisconnect: false };
}

/** Another port for FIX beside fixPort, which takes all roles. */
export const listenerSchema = z.strictObject({
  port: z.number().int().min(0).max(65_535),
  /** That of fixHost when left out. */
  host: z.string().optional(),
  /** Whether `fixTls`, where it is configured, counts for this port. */
  tls: z.boolean().default(true),
  roles: z
    .array(z.enum(ROLES))
    .min(1)
    .default([...ROLES]),
});
export type ListenerConfig = z.infer<typeof listenerSchema>;

/** What a client may send over the WebSocket: one schema for each `op`. Errors say what was expected and what came. */
import { z } from 'zod';
import { FeedClass, type FeedClassName } from '../../marketdata/messages.js';

// records keep one byte a character: texts that differ must differ in them too
const printable = (max: number) =>
  z.string().regex(new RegExp(`^[\\x20-\\x7e]{1,${max}}$`), `expected 1 to ${max} printable characters`);
/** May be empty: the engine rejects an order without ClOrdID itself. */
const printableOrEmpty = (max: number) =>
  z.string().regex(new RegExp(`^[\\x20-\\x7e]{0,${max}}$`), `expected at most ${max} printable characters`);
const decimal = z.string('expected a decimal number in a string, such as "101.25"').max(32);
const id = z.union([z.string().max(64), z.number()]).optional();
const symbol = printable(24);
const clOrdId = printableOrEmpty(60);
const orderId = printableOrEmpty(32);
const side = z.enum(['buy', 'sell']);
const classes = z
  .array(z.enum(Object.keys(FeedClass) as [FeedClassName, ...FeedClassName[]]))
  .min(1)
  .max(16);
/** `["*"]`: all that are listed now. */
const symbols = z.array(symbol).min(1).max(10_000);

const timeoutMs = z.int().min(0).max(3_600_000);

/** What an order may say: prices, quantities and amounts as decimals. The engine judges what goes together. */
const orderFields = {
  symbol,
  side,
  type: z.enum(['limit', 'market', 'stop', 'stopLimit', 'marketToLimit', 'pegged']).default('limit'),
  timeInForce: z.enum(['day', 'gtc', 'ioc', 'fok', 'gtd', 'atTheOpen', 'atTheClose']).optional(),
  price: decimal.optional(),
  /** Left out with notional. */
  qty: decimal.optional(),
  account: printable(32).optional(),
  stopPrice: decimal.optional(),
  /** The stop follows the market at the distance `offset`. */
  trailing: z.boolean().optional(),
  /** Of a peg, from its reference, or of a trailing stop: a difference of prices. */
  offset: decimal.optional(),
  peg: z.enum(['primary', 'market', 'mid']).optional(),
  displayQty: decimal.optional(),
  hidden: z.boolean().optional(),
  minQty: decimal.optional(),
  /** With timeInForce gtd: an instant such as 2026-11-20T16:30:00Z. */
  expireTime: z.iso.datetime({ offset: true, error: 'expected an instant such as 2026-11-20T16:30:00Z' }).optional(),
  /** `reprice`: one tick short of the market instead of a reject. */
  postOnly: z.union([z.boolean(), z.literal('reprice')], 'expected true, false or "reprice"').optional(),
  /** A market order for an amount instead of a quantity. */
  notional: decimal.optional(),
  /** Self-trade prevention other than the firm's. */
  stpGroup: z.int().min(0).max(2_147_483_647).optional(),
  stp: z.enum(['cancelNewest', 'cancelOldest', 'cancelBoth', 'decrement', 'off']).optional(),
};

const schema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('subscribe'), id, classes, symbols }),
  z.strictObject({ op: z.literal('unsubscribe'), id, classes, symbols }),
  z.strictObject({ op: z.literal('ping'), id }),
  z.strictObject({
    op: z.literal('logon'),
    id,
    session: z.string().regex(/^[\x21-\x7e]{1,32}$/, 'expected 1 to 32 printable characters without spaces'),
    /** The last number that the client has; what came after it is sent first. Left out: only what is new. */
    lastSeq: z.int().min(0).optional(),
    /** Numbers start again at 1. */
    reset: z.boolean().optional(),
    cancelOnDisconnect: z.boolean().optional(),
  }),
  z.strictObject({ op: z.literal('logout'), id }),
  z.strictObject({
    op: z.literal('order'),
    id,
    clOrdId,
    ...orderFields,
    /** An open order of the session: one of both cancels the other, or this one is held until that one is filled. */
    link: z.strictObject({ clOrdId, as: z.enum(['oneCancelsOther', 'triggeredBy']) }).optional(),
  }),
  z.strictObject({
    op: z.literal('replace'),
    id,
    clOrdId,
    origClOrdId: clOrdId.optional(),
    orderId: orderId.optional(),
    ...orderFields,
  }),
  z.strictObject({
    op: z.literal('cancel'),
    id,
    clOrdId,
    origClOrdId: clOrdId.optional(),
    orderId: orderId.optional(),
    symbol,
    side,
  }),
  z.strictObject({
    op: z.literal('massCancel'),
    id,
    clOrdId,
    symbol: symbol.optional(),
    side: side.optional(),
    account: printable(32).optional(),
    /** The orders of all sessions of the firm. */
    firm: z.boolean().optional(),
  }),
  /** The session's orders are cancelled unless this comes again within timeoutMs; 0 ends that. */
  z.strictObject({ op: z.literal('cancelAfter'), id, timeoutMs }),
  z.strictObject({
    op: z.literal('status'),
    id,
    clOrdId: clOrdId.default(''),
    orderId: orderId.optional(),
    /** Echoed in the answer. */
    statusId: printableOrEmpty(36).default(''),
    symbol,
    side,
  }),
]);

export type ClientMessage = z.infer<typeof schema>;
export type Op<Name extends ClientMessage['op']> = Extract<ClientMessage, { op: Name }>;
export type OrderMessage = Op<'order' | 'replace' | 'cancel' | 'massCancel' | 'status'>;
export type MessageId = string | number | undefined;

/** The message, or what is wrong with it. */
export function parseMessage(value: unknown): ClientMessage | { problem: string } {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue.path.join('.') || 'message';
  const isOp = where === 'op';
  const what = isOp ? `expected one of ${schema.options.map((o) => o.shape.op.value).join(', ')}` : issue.message;
  const input = isOp ? (value as { op: unknown }).op : issue.input;
  const got = input === undefined ? '' : `; got ${(JSON.stringify(input, plain) ?? 'nothing').slice(0, 80)}`;
  return { problem: `${where}: ${what}${got}` };
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** The id of whatever came, for the error that answers it. */
export function idOfMessage(value: unknown): MessageId {
  const given = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined;
  return typeof given === 'string' || typeof given === 'number' ? given : undefined;
}

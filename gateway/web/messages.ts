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
    symbol,
    side,
    type: z.enum(['limit', 'market']).default('limit'),
    timeInForce: z.enum(['day', 'gtc', 'ioc', 'fok']).optional(),
    price: decimal.optional(),
    qty: decimal,
    account: printable(32).optional(),
  }),
  z.strictObject({
    op: z.literal('replace'),
    id,
    clOrdId,
    origClOrdId: clOrdId.optional(),
    orderId: orderId.optional(),
    symbol,
    side,
    type: z.enum(['limit', 'market']).default('limit'),
    timeInForce: z.enum(['day', 'gtc', 'ioc', 'fok']).optional(),
    price: decimal.optional(),
    qty: decimal,
    account: printable(32).optional(),
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
  z.strictObject({ op: z.literal('massCancel'), id, clOrdId, symbol: symbol.optional(), side: side.optional() }),
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

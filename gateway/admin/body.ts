/** Reads the fields of a request, each with an error that says what was expected and what came. */
import type { Directory, InstrumentInfo } from '../../engine/directory.js';
import { ID_SPAN, SessionKind, Side } from '../../engine/records.js';
import { toLots, toTicks } from '../decimal-text.js';
import type { AdminErrorCode } from './codes.js';
import { type Body, type HttpError, refusal } from './http.js';

export function wrong(name: string, expected: string, value: unknown, code: AdminErrorCode = 'BAD_REQUEST'): HttpError {
  return refusal(code, `${name}: expected ${expected}, got ${JSON.stringify(value)?.slice(0, 80) ?? 'nothing'}`);
}

export function readText(body: Body, name: string, max: number): string {
  const value = body[name];
  if (typeof value === 'string' && value.length <= max && /^[\x20-\x7e]+$/.test(value)) return value;
  throw wrong(name, `1 to ${max} printable characters`, value);
}

export function readAuthor(body: Body): string {
  return readText(body, 'author', 64);
}

export function readName<T extends number>(body: Body, name: string, names: Readonly<Record<string, T>>): T {
  const value = body[name];
  if (typeof value === 'string' && Object.hasOwn(names, value)) return names[value];
  throw wrong(name, `one of ${Object.keys(names).join(', ')}`, value);
}

export function readBoolean(body: Body, name: string): boolean {
  const value = body[name];
  if (typeof value === 'boolean') return value;
  throw wrong(name, 'true or false', value);
}

export function readInteger(body: Body, name: string, min: number, max: number): number {
  const value = body[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw wrong(name, `a whole number from ${min} to ${max}`, value);
}

/** A business date as 20261120 or "2026-11-20". */
export function readDate(body: Body, name: string): number {
  const value = body[name];
  const digits = String(value).replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$1$2$3');
  if (/^\d{8}$/.test(digits)) {
    const iso = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
    if (!Number.isNaN(Date.parse(iso)) && new Date(iso).toISOString().startsWith(iso)) return Number(digits);
  }
  throw wrong(name, 'a date such as 2026-11-20', value);
}

/** undefined when it is not given. */
export function readSymbol(directory: Directory, body: Body): InstrumentInfo | undefined {
  if (body.symbol === undefined) return undefined;
  const info = typeof body.symbol === 'string' ? directory.instrument(body.symbol) : undefined;
  if (info) return info;
  throw wrong('symbol', 'a listed symbol', body.symbol, 'unknownSymbol');
}

/** Index of the firm; -1 when none is given. */
export function readFirm(directory: Directory, body: Body): number {
  if (body.firm === undefined) return -1;
  const info = typeof body.firm === 'string' ? directory.participant(body.firm) : undefined;
  if (info) return info.index;
  throw wrong('firm', 'a firm that the venue knows', body.firm, 'unknownParticipant');
}

/** Index of the session with this CompID; -1 when none is given. A name on both doors needs `kind`: "fix" or "web". */
export function readSession(directory: Directory, body: Body): number {
  if (body.session === undefined) return -1;
  const kinds = { fix: SessionKind.fix, web: SessionKind.web };
  const kind = body.kind === undefined ? 0 : readName(body, 'kind', kinds);
  const found = directory.sessions.filter((s) => s.senderCompId === body.session && (kind === 0 || s.kind === kind));
  if (found.length === 1) return found[0].index;
  if (found.length > 1) throw wrong('kind', 'fix or web, as there are sessions of this name on both', body.kind);
  throw wrong('session', 'a session that the venue knows', body.session, 'unknownSession');
}

/** 0: both. */
export function readSide(body: Body): number {
  return body.side === undefined ? 0 : readName(body, 'side', Side);
}

/** An `epoch-counter`. */
export function readTradeId(body: Body): number {
  const match = /^(\d{1,5})-(\d{1,11})$/.exec(String(body.tradeId));
  if (match && Number(match[2]) > 0 && Number(match[2]) < ID_SPAN) return Number(match[1]) * ID_SPAN + Number(match[2]);
  throw wrong('tradeId', 'a trade id such as 1-42', body.tradeId);
}

export function readPrice(body: Body, info: InstrumentInfo): number {
  const ticks = toTicks(String(body.price), info);
  if (typeof ticks === 'number') return ticks;
  throw wrong('price', `a price of ${info.symbol}`, body.price);
}

export function readQty(body: Body, info: InstrumentInfo): number {
  const lots = toLots(String(body.qty), info);
  if (typeof lots === 'number' && lots > 0) return lots;
  throw wrong('qty', `a quantity of ${info.symbol}`, body.qty);
}

/** Money in minor units of a decimal with two digits; -1 for "none"; undefined when it is not given. */
export function readMoney(body: Body, name: string): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (value === 'none' || value === null) return -1;
  const match = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(String(value));
  if (match) return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  throw wrong(name, 'an amount such as 1000000 or 99.50, or "none"', value);
}

/** -1 for "none"; undefined when it is not given. */
export function readCount(body: Body, name: string): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (value === 'none' || value === null) return -1;
  const number = Number(value);
  if (value !== '' && Number.isSafeInteger(number) && number >= 0) return number;
  throw wrong(name, 'a whole number from 0, or "none"', value);
}

/** The bodies of what a broker sends, written straight into the buffer that goes to the socket. */
import type { FixWriter } from '../writer.js';

export type Side = '1' | '2';

/** Decimals as FIX writes them; whole numbers may be numbers. */
export type Decimal = string | number;

export type Field = readonly [tag: number, value: string];

export interface NewOrder {
  clOrdId: string;
  symbol: string;
  side: Side;
  qty: Decimal;
  /** A limit order's; without it, a market order. */
  price?: Decimal;
  /** Day when left out; IOC for a market order. */
  timeInForce?: string;
  account?: string;
  /** Another OrdType than the price tells. */
  ordType?: string;
  /** Fields that the order has beside those above. */
  fields?: readonly Field[];
}

export interface CancelOrder {
  clOrdId: string;
  origClOrdId: string;
  symbol: string;
  side: Side;
  qty?: Decimal;
}

export interface ReplaceOrder extends NewOrder {
  origClOrdId: string;
}

export interface MassCancel {
  clOrdId: string;
  /** Left out: the orders of all symbols. */
  symbol?: string;
  side?: Side;
}

export interface OrderStatus {
  clOrdId: string;
  symbol: string;
  side: Side;
  ordStatusReqId?: string;
}

/** Of all open orders, or those of one symbol. */
export interface MassStatus {
  massStatusReqId: string;
  symbol?: string;
}

export function putNewOrder(writer: FixWriter, order: NewOrder, nowUs: number): void {
  writer.string(11, order.clOrdId);
  putTerms(writer, order, nowUs);
}

export function putReplace(writer: FixWriter, order: ReplaceOrder, nowUs: number): void {
  writer.string(11, order.clOrdId);
  writer.string(41, order.origClOrdId);
  putTerms(writer, order, nowUs);
}

export function putCancel(writer: FixWriter, order: CancelOrder, nowUs: number): void {
  writer.string(11, order.clOrdId);
  writer.string(41, order.origClOrdId);
  writer.string(55, order.symbol);
  writer.string(54, order.side);
  writer.timestamp(60, nowUs);
  if (order.qty !== undefined) putQuantity(writer, 38, order.qty);
}

export function putMassCancel(writer: FixWriter, request: MassCancel, nowUs: number): void {
  writer.string(11, request.clOrdId);
  writer.string(530, request.symbol === undefined ? '7' : '1');
  if (request.symbol !== undefined) writer.string(55, request.symbol);
  if (request.side !== undefined) writer.string(54, request.side);
  writer.timestamp(60, nowUs);
}

export function putStatus(writer: FixWriter, request: OrderStatus): void {
  writer.string(11, request.clOrdId);
  writer.string(55, request.symbol);
  writer.string(54, request.side);
  if (request.ordStatusReqId !== undefined) writer.string(790, request.ordStatusReqId);
}

export function putMassStatus(writer: FixWriter, request: MassStatus): void {
  writer.string(584, request.massStatusReqId);
  writer.string(585, request.symbol === undefined ? '7' : '1');
  if (request.symbol !== undefined) writer.string(55, request.symbol);
}

function putTerms(writer: FixWriter, order: NewOrder, nowUs: number): void {
  const { price } = order;
  if (order.account !== undefined) writer.string(1, order.account);
  writer.char(21, 0x31);
  writer.string(55, order.symbol);
  writer.string(54, order.side);
  writer.timestamp(60, nowUs);
  putQuantity(writer, 38, order.qty);
  writer.string(40, order.ordType ?? (price === undefined ? '1' : '2'));
  if (price !== undefined) putQuantity(writer, 44, price);
  writer.string(59, order.timeInForce ?? (price === undefined ? '3' : '0'));
  for (const [tag, value] of order.fields ?? []) writer.string(tag, value);
}

function putQuantity(writer: FixWriter, tag: number, value: Decimal): void {
  if (typeof value === 'string') writer.string(tag, value);
  else if (Number.isSafeInteger(value)) writer.integer(tag, value);
  else writer.string(tag, String(value));
}

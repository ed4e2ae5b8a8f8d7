/** What messages mean at this venue, where that is more than FIX says; notes-fields.ts has their fields. */
import type { Direction } from '../dialect/tables.js';
import { IN, OUT, SESSION } from './notes-fields.js';

export const messageNotes: Readonly<Record<string, string>> = {
  '0': 'Sent after HeartBtInt of silence, and in answer to a TestRequest.',
  '1': 'Answered with a Heartbeat that has its TestReqID.',
  '2': 'Answered with what was sent, see [resend](#session).',
  '3': 'For faults of structure alone: see [rejects](#rejects). One of yours is logged and counts, no more.',
  '4': 'As gap fill (123=Y) it takes its turn; as reset its own number does not matter. The venue sends gap fills only.',
  '5': 'Answered, then the connection is closed. Its Text says why when the venue begins.',
  A: 'The first message, and the first answer. Within a session only with 141=Y, which starts both numbers anew.',
  j: 'For messages that are sound and not taken: see [rejects](#rejects). One of yours is logged and counts, no more.',
  D: 'Answered with ExecutionReports. Terms that do not go together are refused with their reason; what each does in the market is in [engine/RULES.md](../../engine/RULES.md).',
  F: 'The order is found by OrigClOrdID, also where the version lets that be left out; Symbol and Side must be its own.',
  G: "Price, OrderQty (the whole quantity, what is filled included) and StopPx may change; every other term that is given must be the order's own. Only a smaller quantity at the same price keeps the order's place. The order has the replace's ClOrdID from then on.",
  H: 'Answered with one ExecutionReport. Only open orders are known.',
  q: "Over the session's own orders, or those of all sessions of its firm. Each order that ends is told to its session; the OrderMassCancelReport comes after them.",
  AF: 'Answered with one ExecutionReport for each open order, 911 how many and 912=Y in the last.',
  E: 'Orders that are linked to one another.',
  V: 'On market data sessions. Answered with W, then X as the market moves, or Y.',
  c: 'Answered with SecurityDefinition.',
  e: 'Answered with SecurityStatus; more of them follow while 263=1.',
  g: 'Answered with TradingSessionStatus; more of them follow while 263=1.',
  x: 'Answered with SecurityList, in fragments.',
  '8': "What it says when: [below](#executionreport-what-is-sent-when). The terms of the order stand in the fields of the session's version.",
  '9': 'An F or G that was refused; the order stays as it is. 37=NONE and 39=8 when the order is not known.',
  r: 'After the ExecutionReports of the orders that it ended, or alone when it was refused.',
  W: 'The whole book, or what else was asked for, as it is now.',
  X: 'What has changed since the message before it.',
  d: 'In answer to c.',
  y: 'In answer to x: in several messages when there are many, 893=Y in the last.',
  f: "In answer to e, and when the instrument's phase changes.",
  h: "In answer to g, and when the venue's phase changes.",
  B: 'From the venue to those who are logged on.',
  AE: 'One for each trade, to drop copies that ask for trades.',
};

export function fieldNote(msgType: string, tag: number, direction: Direction): string {
  const general = { in: IN, out: OUT, both: SESSION }[direction];
  return general[`${msgType}.${tag}`] ?? general[tag] ?? '';
}

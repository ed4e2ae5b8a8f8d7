/** The commands of the interactive client: how each is written, what it sends, and which answer it waits for. */
import type { FixClient } from '../../fix/client/client.js';
import type { Field, NewOrder, Side } from '../../fix/client/orders.js';
import type { ListedOrder, OrderList } from './order-list.js';

/** What commands work with. */
export interface Session {
  readonly client: FixClient;
  readonly orders: OrderList;
  nextId(): string;
  print(text: string): void;
  logOn(): Promise<void>;
}

/** What a message must have to answer a command: one of these values in 11, 790, 584, 112 or 379, or RefSeqNum(45). */
export interface Awaited {
  id: string;
  msgSeqNum: number;
  /** The last of several has this field; none: one message is the answer. */
  last?: Field;
}

export interface ShellCommand {
  usage: string;
  help: string;
  run(session: Session, args: string[], rest: string): Awaited | null | Promise<null>;
}

/** What the user wrote is not a command, or cannot be done now. */
export class CommandError extends Error {}

const TIMES_IN_FORCE: Readonly<Record<string, string>> = {
  day: '0',
  gtc: '1',
  opg: '2',
  ioc: '3',
  fok: '4',
  gtd: '6',
  cls: '7',
};
const DECIMAL = /^-?\d+(\.\d+)?$/;

export const commands: Readonly<Record<string, ShellCommand>> = {
  buy: {
    usage: 'buy SYMBOL QTY [PRICE] [day|gtc|ioc|fok|gtd|opg|cls] [TAG=VALUE …]',
    help: 'a market order without PRICE; more fields as TAG=VALUE (11=… for a ClOrdID of your own)',
    run: (session, args) => order(session, '1', args, commands['buy'].usage),
  },
  sell: {
    usage: 'sell SYMBOL QTY [PRICE] [day|gtc|ioc|fok|gtd|opg|cls] [TAG=VALUE …]',
    help: 'the same, for a sale',
    run: (session, args) => order(session, '2', args, commands['sell'].usage),
  },
  cancel: {
    usage: 'cancel CLORDID',
    help: 'OrderCancelRequest of an order that is listed here',
    run: (session, args) => {
      const [id] = expectArgs(args, 1, 1, commands['cancel'].usage);
      const { clOrdId: origClOrdId, symbol, side } = known(session, id);
      const clOrdId = session.nextId();
      return sent(clOrdId, session.client.cancel({ clOrdId, origClOrdId, symbol, side }));
    },
  },
  replace: {
    usage: 'replace CLORDID QTY PRICE',
    help: 'OrderCancelReplaceRequest of an order that is listed here; QTY is the total, what is filled included',
    run: (session, args) => {
      const [id, qty, price] = expectArgs(args, 3, 3, commands['replace'].usage);
      const { clOrdId: origClOrdId, symbol, side, ordType, timeInForce } = known(session, id);
      const clOrdId = session.nextId();
      const terms = { symbol, side, qty: decimal('QTY', qty), price: decimal('PRICE', price), ordType };
      const replace = { clOrdId, origClOrdId, ...terms, ...(timeInForce === '' ? {} : { timeInForce }) };
      return sent(clOrdId, session.client.replace(replace));
    },
  },
  status: {
    usage: 'status [CLORDID]',
    help: 'OrderStatusRequest, or OrderMassStatusRequest for all open orders',
    run: (session, args) => {
      const [asked] = expectArgs(args, 0, 1, commands['status'].usage);
      const id = session.nextId();
      if (asked === undefined) return sent(id, session.client.massStatus({ massStatusReqId: id }), [912, 'Y']);
      const { clOrdId, symbol, side } = known(session, asked);
      return sent(id, session.client.status({ clOrdId, symbol, side, ordStatusReqId: id }));
    },
  },
  orders: {
    usage: 'orders',
    help: 'the orders that are listed here, open ones or none',
    run: (session, args) => {
      expectArgs(args, 0, 0, commands['orders'].usage);
      session.print(orderLines(session.orders.open));
      return null;
    },
  },
  cancelall: {
    usage: 'cancelall [SYMBOL]',
    help: 'OrderMassCancelRequest',
    run: (session, args) => {
      const [symbol] = expectArgs(args, 0, 1, commands['cancelall'].usage);
      const clOrdId = session.nextId();
      return sent(clOrdId, session.client.massCancel({ clOrdId, symbol }));
    },
  },
  send: {
    usage: 'send 35=X|TAG=VALUE|…',
    help: 'any message; header and trailer are added',
    run: (session, _args, rest) => {
      const found = /^35=([0-9A-Za-z]{1,2})(?:\|(.*?))?\|?$/.exec(rest);
      if (found === null) throw new CommandError(`expected ${commands['send'].usage}, got ${rest === '' ? 'nothing' : rest}`);
      const [, msgType, body = ''] = found;
      const id = /(?:^|\|)(?:11|112|584)=([^|]*)/.exec(body)?.[1] ?? '';
      const msgSeqNum = session.client.send(msgType, body === '' ? '' : `${body}|`);
      const awaited = sent(id, msgSeqNum);
      return id === '' ? null : awaited;
    },
  },
  resend: {
    usage: 'resend FROM [TO]',
    help: 'ResendRequest: what the venue sent under these numbers, again; without TO, all from FROM on',
    run: (session, args) => {
      const [from, to = '0'] = expectArgs(args, 1, 2, commands['resend'].usage);
      for (const number of [from, to]) {
        if (!/^\d{1,9}$/.test(number)) throw new CommandError(`resend: expected MsgSeqNums, got ${number}`);
      }
      sent('', session.client.send('2', `7=${from}|16=${to}|`));
      return null;
    },
  },
  test: {
    usage: 'test',
    help: 'TestRequest',
    run: (session, args) => {
      expectArgs(args, 0, 0, commands['test'].usage);
      const id = session.nextId();
      return sent(id, session.client.send('1', `112=${id}|`));
    },
  },
  logon: {
    usage: 'logon',
    help: 'connects and logs on again, after a logout or a lost connection',
    run: async (session, args) => {
      expectArgs(args, 0, 0, commands['logon'].usage);
      if (session.client.isUp) throw new CommandError('logon: the session is logged on');
      await session.logOn();
      return null;
    },
  },
  logout: {
    usage: 'logout [TEXT]',
    help: 'says Logout; quit ends the program too',
    run: async (session, _args, rest) => {
      if (!session.client.isUp) throw new CommandError('logout: the session is not logged on');
      await session.client.logout(rest);
      return null;
    },
  },
};

function order(session: Session, side: Side, args: string[], usage: string): Awaited {
  const [symbol, qty, ...rest] = expectArgs(args, 2, 64, usage);
  const price = rest.length > 0 && DECIMAL.test(rest[0]) ? rest.shift() : undefined;
  const fields: Field[] = [];
  const newOrder: NewOrder = { clOrdId: '', symbol, side, qty: decimal('QTY', qty), price, fields };
  for (const word of rest) {
    const [, tag, value] = /^(\d{1,5})=(.+)$/.exec(word) ?? [];
    const timeInForce = TIMES_IN_FORCE[word.toLowerCase()];
    if (timeInForce !== undefined) newOrder.timeInForce = timeInForce;
    else if (tag === '11') newOrder.clOrdId = value;
    else if (tag === '40') newOrder.ordType = value;
    else if (tag === '59') newOrder.timeInForce = value;
    else if (tag !== undefined) fields.push([Number(tag), value]);
    else throw new CommandError(`expected ${usage}, got ${word}`);
  }
  newOrder.clOrdId ||= session.nextId();
  const awaited = sent(newOrder.clOrdId, session.client.newOrder(newOrder));
  session.orders.sent(newOrder);
  return awaited;
}

function expectArgs(args: string[], min: number, max: number, usage: string): string[] {
  if (args.length >= min && args.length <= max) return args;
  throw new CommandError(`expected ${usage}, got ${args.length === 0 ? 'nothing after it' : args.join(' ')}`);
}

function decimal(name: string, text: string): string {
  if (DECIMAL.test(text)) return text;
  throw new CommandError(`${name}: expected a number such as 100 or 99.50, got ${text}`);
}

function known(session: Session, clOrdId: string): ListedOrder {
  const found = session.orders.find(clOrdId);
  if (found !== undefined) return found;
  const open = session.orders.open.map((o) => o.clOrdId).slice(-5);
  const list = open.length === 0 ? 'none is open here' : `such as ${open.join(', ')}`;
  throw new CommandError(
    `expected the ClOrdID of an order of this session (${list}), got ${clOrdId}; another can be named with send`,
  );
}

function sent(id: string, msgSeqNum: number, last?: Field): Awaited {
  if (msgSeqNum === 0) throw new CommandError('not sent: the session is not logged on (logon), or the venue does not read');
  return { id, msgSeqNum, last };
}

const HEAD = ['CLORDID', 'SIDE', 'QTY', 'SYMBOL', 'PRICE', 'FILLED', 'OPEN', 'AVERAGE', 'STATUS'];
const STATUSES: Readonly<Record<string, string>> = {
  '': 'sent',
  '0': 'new',
  '1': 'partly filled',
  '5': 'replaced',
  A: 'pending',
};

function orderLines(orders: readonly ListedOrder[]): string {
  if (orders.length === 0) return 'no open orders';
  const rows = orders.map((o) => [
    ...[o.clOrdId, o.side === '1' ? 'buy' : 'sell', o.qty, o.symbol, o.price || 'market'],
    ...[o.cumQty, o.leavesQty, o.avgPx, STATUSES[o.ordStatus] ?? o.ordStatus],
  ]);
  const widths = HEAD.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  return [HEAD, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

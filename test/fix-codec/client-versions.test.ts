/** The client against the real door, in each version that both speak. */
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FixClient } from '../../gateway/fix/client/client.js';
import type { BeginString } from '../../gateway/fix/client/logon.js';
import type { ClientMessage } from '../../gateway/fix/client/message.js';
import type { FixClientOptions } from '../../gateway/fix/client/options.js';
import { ServedWorld } from '../fix-door/support/served.js';
import { World } from '../fix-door/support/world.js';

let world: World;
let door: ServedWorld;
let clients: FixClient[] = [];
let events: string[] = [];
let wake = () => {};

function add(event: string): void {
  events.push(event);
  wake();
}

async function until(test: () => boolean): Promise<void> {
  while (!test()) await new Promise<void>((resolve) => (wake = resolve));
}

function execution(m: ClientMessage): string {
  const fill = m.execType === 'F' ? ` ${m.lastQty} at ${m.lastPx}` : '';
  return `${m.clOrdId} ${m.execType} ${m.ordStatus} ${m.cumQty}/${m.leavesQty}${fill}`;
}

async function logOn(beginString: BeginString, options: Partial<FixClientOptions> = {}): Promise<FixClient> {
  const client = new FixClient(
    { senderCompId: 'BROKER', targetCompId: 'BUTTONWOOD', beginString, clock: world.clock, ...options },
    {
      onExecution: (m) => add(execution(m)),
      onCancelReject: (m) => add(`${m.clOrdId} not: ${m.text(102)}`),
      onReject: (m) => add(`${m.msgType} ${m.text(372)} ${m.text(380)}`),
      onMessage: (m) => add(`${m.msgType} ${m.text(531)} ${m.text(533)}`),
    },
  );
  clients.push(client);
  await client.connect('127.0.0.1', door.port);
  return client;
}

beforeEach(async () => {
  world = new World();
  door = await ServedWorld.start(world);
  clients = [];
  events = [];
});

afterEach(() => {
  for (const client of clients) client.drop();
  door.stop();
});

describe.each(['FIX.4.2', 'FIX.4.4', 'FIXT.1.1'] as const)('%s', (beginString) => {
  const order = { symbol: 'AAPL', side: '1', qty: 10, price: '100.00' } as const;

  it('is spoken from the Logon on, and every order command is taken', async () => {
    const client = await logOn(beginString);
    client.newOrder({ clOrdId: 'a', ...order });
    client.newOrder({ clOrdId: 'b', ...order, side: '2', qty: 4 });
    client.replace({ clOrdId: 'c', origClOrdId: 'a', ...order, qty: 8 });
    client.status({ clOrdId: 'c', symbol: 'AAPL', side: '1' });
    client.cancel({ clOrdId: 'd', origClOrdId: 'b', symbol: 'AAPL', side: '2' });
    client.massCancel({ clOrdId: 'e', symbol: 'AAPL' });
    await until(() => events.includes('r 1 1'));
    expect(events).toEqual([
      'a 0 0 0/10',
      'b 0 0 0/4',
      'b F 2 4/0 4 at 100',
      'a F 1 4/6 4 at 100',
      'c 5 1 4/4',
      'c I 1 4/4',
      'd not: 0',
      'c 4 4 4/0',
      'r 1 1',
    ]);
    expect(door.sent.split('8=FIX').length - 1).toBe(7);
    expect(door.sent.startsWith(`8=${beginString}\x01`)).toBe(true);
    expect(door.sent.includes('\x011137=9\x01')).toBe(beginString === 'FIXT.1.1');
  });

  it('takes the fields that an order has beside the usual ones', async () => {
    const client = await logOn(beginString);
    client.newOrder({ clOrdId: 'a', ...order, fields: [[18, '6']] });
    client.newOrder({ clOrdId: 'b', ...order, side: '2', fields: [[18, '6']] });
    await until(() => events.length === 2);
    expect(events).toEqual(['a 0 0 0/10', 'b 8 8 0/0']); // post-only, and it would trade
  });

  it('asks for the status of all open orders, or those of a symbol', async () => {
    const client = await logOn(beginString);
    expect(client.massStatus({ massStatusReqId: 'm' })).toBe(2);
    expect(client.massStatus({ massStatusReqId: 'n', symbol: 'AAPL' })).toBe(3);
    await until(() => door.sent.includes('584=n'));
    expect(door.sent).toContain('\x01584=m\x01585=7\x01');
    expect(door.sent).toContain('\x01584=n\x01585=1\x0155=AAPL\x01');
  });

  it('begins at 1 again when it asks for it', async () => {
    const first = await logOn(beginString);
    first.newOrder({ clOrdId: 'a', ...order });
    await until(() => events.length === 1);
    await first.logout();
    const second = await logOn(beginString, { resetSeqNum: true, state: first.state });
    expect([second.state.nextIn, second.state.nextOut]).toEqual([2, 2]);
  });
});

describe('credentials', () => {
  const secret = 'correct horse';

  it('are in the Logon, with its further fields', async () => {
    await logOn('FIX.4.4', { username: 'alice', password: secret, logonFields: [[464, 'N']] });
    expect(door.sent).toContain('\x01553=alice\x01554=correct horse\x01464=N\x01');
  });

  it('are nowhere else: not in what the client prints, stores, keeps for a resend or says of an error', async () => {
    const client = await logOn('FIX.4.4', { username: 'alice', password: secret });
    const shown = [inspect(client, { depth: 8, showHidden: true, maxArrayLength: null }), JSON.stringify(client.options)];
    shown.push(JSON.stringify(client.state), client.state.sent.bytes.toString());
    for (const text of shown) expect(text).not.toContain(secret);
    client.drop('cut');
    await expect(client.connect('127.0.0.1', 1)).rejects.not.toThrow(secret);
  });

  it('longer than a Logon may be are refused before anything is sent', () => {
    const options = { senderCompId: 'BROKER', targetCompId: 'BUTTONWOOD', password: 'x'.repeat(2000) };
    expect(() => new FixClient(options)).toThrow('Logon: expected at most 1024 characters');
  });
});

it('what crosses the socket can be watched, in both directions, before it is handled', async () => {
  const client = await logOn('FIX.4.4');
  client.handlers.onTraffic = (direction, bytes) =>
    add(`${direction} ${/\x0135=(.)/.exec(Buffer.from(bytes).toString())?.[1]}`);
  client.newOrder({ clOrdId: 'a', symbol: 'AAPL', side: '1', qty: 10, price: '100.00' });
  await until(() => events.length === 3);
  expect(events).toEqual(['out D', 'in 8', 'a 0 0 0/10']);
});

/** A broker on QuickFIX C++ against the real exchange: trades, is killed, comes back with its store and gets what it missed. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FixClient } from '../../gateway/fix/client/client.js';
import { dictionariesOf } from '../../gateway/fix/dialect/dictionary-xml.js';
import { dialects } from '../../gateway/fix/dialect/versions.js';
import { type Running, startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';
import { quickFixMissing, quickFixProgram } from '../support/quickfix.js';
import { QuickFixBroker } from './broker.js';

/** QuickFIX's usual dictionary of FIX 4.4, which knows nothing of this venue. */
const usual44 = createRequire(import.meta.url).resolve('jspurefix/data/FIX44.xml');
/** The venue's own dictionaries, as its web door serves them. */
const ours = temporaryDirectory();
for (const dialect of Object.values(dialects)) {
  for (const { file, xml } of dictionariesOf(dialect)) writeFileSync(join(ours, file), xml);
}
const dictionary = (file: string) => ({ UseDataDictionary: 'Y', DataDictionary: join(ours, file) });

interface Version {
  name: string;
  /** QuickFIX's own; UseDataDictionary is N unless given. */
  settings: Readonly<Record<string, string>>;
  /** ExecType of a partial and of a full fill. */
  partial: string;
  filled: string;
}

const VERSIONS: readonly Version[] = [
  { name: 'FIX 4.4 and no dictionary', settings: { BeginString: 'FIX.4.4' }, partial: 'F', filled: 'F' },
  {
    name: 'FIX 4.4 and the usual dictionary',
    settings: { BeginString: 'FIX.4.4', UseDataDictionary: 'Y', DataDictionary: usual44 },
    partial: 'F',
    filled: 'F',
  },
  {
    name: 'FIX 4.4 and our dictionary',
    settings: { BeginString: 'FIX.4.4', ...dictionary('FIX44.xml') },
    partial: 'F',
    filled: 'F',
  },
  {
    name: 'FIX 4.2 and our dictionary',
    settings: { BeginString: 'FIX.4.2', ...dictionary('FIX42.xml') },
    partial: '1',
    filled: '2',
  },
  {
    name: 'FIX 5.0 SP2 and our dictionaries',
    settings: {
      BeginString: 'FIXT.1.1',
      DefaultApplVerID: 'FIX.5.0SP2',
      UseDataDictionary: 'Y',
      TransportDataDictionary: join(ours, 'FIXT11.xml'),
      AppDataDictionary: join(ours, 'FIX50SP2.xml'),
    },
    partial: 'F',
    filled: 'F',
  },
];

const program = quickFixProgram('test/quickfix/initiator.cpp');
if (program === null) console.warn(`skipped: ${quickFixMissing()}`);

/** A session's day that begins and ends far from now: QuickFIX resets its numbers between two days. */
const dayBreak = new Date(Date.now() + 12 * 3600e3).toISOString().slice(11, 19);

describe.each(VERSIONS)('QuickFIX C++, $name', ({ settings, partial, filled }) => {
  let dir: string;
  let exchange: Running;
  let other: FixClient;
  /** By the other side's fills. */
  let sold = 0;

  beforeEach(async ({ skip }) => {
    if (program === null) skip(quickFixMissing() ?? undefined);
    dir = temporaryDirectory();
    exchange = await startExchange(['--config', writeConfig(dir)]);
    sold = 0;
    other = new FixClient(
      { senderCompId: 'OTHER', targetCompId: 'BUTTONWOOD' },
      { onExecution: ({ execType, lastQty }) => (sold += execType === 'F' ? lastQty : 0) },
    );
    await other.connect('127.0.0.1', exchange.fixPort);
  });

  afterEach(async () => {
    await other?.logout();
    expect((await exchange?.stop()) ?? 0).toBe(0);
  });

  const start = () =>
    new QuickFixBroker(program!, {
      ...settings,
      SocketConnectHost: '127.0.0.1',
      SocketConnectPort: String(exchange.fixPort),
      SenderCompID: 'QUICKFIX',
      TargetCompID: 'BUTTONWOOD',
      FileStorePath: join(dir, 'store'),
      StartTime: dayBreak,
      EndTime: dayBreak,
    });
  const sell = (clOrdId: string, qty: number) => other.newOrder({ clOrdId, symbol: 'AAPL', side: '2', qty, price: '100.00' });

  test('acknowledgement, fill, replace, cancel, rejects, TestRequest, Logout', async () => {
    const broker = start();
    await broker.next('logon');

    broker.send('new A1 AAPL 1 300 100.00');
    expect(await broker.report()).toMatchObject({ '11': 'A1', '150': '0', '39': '0', '38': '300', '151': '300', '14': '0' });
    sell('S1', 100);
    expect(await broker.report()).toMatchObject({
      '11': 'A1',
      '150': partial,
      '39': '1',
      '32': '100',
      '151': '200',
      '14': '100',
    });

    broker.send('replace A2 A1 AAPL 1 250 100.00');
    expect(await broker.report()).toMatchObject({ '11': 'A2', '41': 'A1', '150': '5', '38': '250', '151': '150', '14': '100' });
    sell('S2', 150);
    expect(await broker.report()).toMatchObject({ '11': 'A2', '150': filled, '39': '2', '32': '150', '151': '0', '14': '250' });

    broker.send('new A3 AAPL 1 10 99.50');
    expect(await broker.report()).toMatchObject({ '11': 'A3', '150': '0' });
    broker.send('status A3 AAPL 1');
    expect(await broker.report()).toMatchObject({ '11': 'A3', '39': '0', '151': '10' });
    broker.send('cancel A4 A3 AAPL 1');
    expect(await broker.report()).toMatchObject({ '11': 'A4', '41': 'A3', '150': '4', '39': '4', '151': '0' });
    broker.send('cancel A5 A3 AAPL 1');
    expect((await broker.next('appIn', '9')).fields).toMatchObject({ '11': 'A5', '41': 'A3', '434': '1' });

    broker.send('new A6 NOSUCH 1 10 99.50');
    expect(await broker.report()).toMatchObject({ '11': 'A6', '150': '8', '39': '8', '103': '1' });

    broker.send('raw 35=1|112=HELLO');
    expect((await broker.next('adminIn', '0')).fields).toMatchObject({ '112': 'HELLO' });

    broker.send('logout');
    await broker.next('adminOut', '5');
    await broker.next('adminIn', '5');
    await broker.next('logout');
    expect(await broker.quit()).toBe(0);
    expect(broker.events.filter(({ msgType }) => msgType === '2' || msgType === '3' || msgType === 'j')).toEqual([]);
  });

  test('killed with -9, it comes back with its numbers and gets the fills that it missed', async () => {
    const before = start();
    await before.next('logon');
    before.send('new B1 AAPL 1 300 100.00');
    before.send('new B2 AAPL 1 200 100.00');
    expect(await before.report()).toMatchObject({ '11': 'B1', '150': '0' });
    const last = await before.next('appIn', '8');
    expect(last.fields).toMatchObject({ '11': 'B2', '150': '0' });
    await before.kill();
    await expect.poll(() => connected(exchange)).toBe(1);

    sell('S1', 300);
    sell('S2', 50);
    await expect.poll(() => sold).toBe(350);

    const after = start();
    const logon = await after.next('adminIn', 'A');
    expect(logon.msgSeqNum).toBe(last.msgSeqNum + 3);
    expect(logon.fields['141']).not.toBe('Y');
    expect(after.events.find(({ event, msgType }) => event === 'adminOut' && msgType === 'A')?.msgSeqNum).toBe(4);
    // it may have been killed before it had counted the message that it showed last, and then asks for that again
    const from = Number((await after.next('adminOut', '2')).fields['7']);
    expect([last.msgSeqNum, last.msgSeqNum + 1]).toContain(from);
    const missed = [
      { '11': 'B2', '150': '0', '39': '0' },
      { '11': 'B1', '150': filled, '32': '300', '151': '0', '39': '2' },
      { '11': 'B2', '150': partial, '32': '50', '151': '150', '39': '1' },
    ].slice(from - last.msgSeqNum);
    for (const [n, expected] of missed.entries()) {
      const report = await after.next('appIn', '8');
      expect(report).toMatchObject({ msgSeqNum: from + n, possDup: true });
      expect(report.fields).toMatchObject(expected);
    }

    sell('S3', 150);
    const live = await after.next('appIn', '8');
    expect(live.possDup).toBe(false);
    expect(live.fields).toMatchObject({ '11': 'B2', '150': filled, '32': '150', '14': '200', '151': '0' });
    after.send('logout');
    await after.next('logout');
    expect(await after.quit()).toBe(0);
  });

  test('a dropped line: the session goes on where it was', async () => {
    const broker = start();
    await broker.next('logon');
    broker.send('new C1 AAPL 1 100 100.00');
    expect(await broker.report()).toMatchObject({ '11': 'C1', '150': '0' });
    broker.send('drop');
    await broker.next('logout');
    await expect.poll(() => connected(exchange)).toBe(1);
    sell('S1', 40);
    broker.send('connect');
    const missed = await broker.next('appIn', '8');
    expect(missed.possDup).toBe(true);
    expect(missed.fields).toMatchObject({ '11': 'C1', '150': partial, '32': '40', '151': '60' });
    expect(await broker.quit()).toBe(0);
  });
});

async function connected({ ready }: Running): Promise<number> {
  const status = (await (await fetch(`${ready.http}/v1/status`)).json()) as { sessions: { connected: number } };
  return status.sessions.connected;
}

/** A broker on a FIX engine that is not ours: logs on, trades, is cut off, logs on again and gets its fills by resend. */
import type * as Jspurefix from 'jspurefix';
import { expect, test } from 'vitest';
import { FixClient } from '../../gateway/fix/client/client.js';
import { startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';
import { logOnPure, PureSession } from '../support/jspurefix.js';

interface Report {
  execType: string;
  clOrdId: string;
  lastQty: number;
  possDup: boolean;
  msgSeqNum: number;
}

class BrokerSession extends PureSession {
  readonly reports: Report[] = [];

  protected override onApplicationMsg(msgType: string, view: Jspurefix.MsgView): void {
    if (msgType !== '8') return;
    const report = view.toObject() as Record<string, unknown>;
    const header = report['StandardHeader'] as Record<string, unknown>;
    this.reports.push({
      execType: String(report['ExecType']),
      clOrdId: String(report['ClOrdID']),
      lastQty: Number(report['LastQty'] ?? report['LastShares'] ?? 0),
      possDup: header['PossDupFlag'] === true,
      msgSeqNum: Number(header['MsgSeqNum']),
    });
  }

  /** What a version has as a component another has as fields: each takes of these what it knows. */
  buy(clOrdId: string, qty: number, price: number): void {
    this.send('D', {
      ClOrdID: clOrdId,
      HandlInst: '1',
      Symbol: 'AAPL',
      Instrument: { Symbol: 'AAPL' },
      Side: '1',
      TransactTime: new Date(),
      OrdType: '2',
      OrderQty: qty,
      OrderQtyData: { OrderQty: qty },
      Price: price,
      TimeInForce: '1',
    });
  }
}

interface Version {
  beginString: string;
  dictionary: string;
  applVerId?: string;
  /** ExecType of a fill that leaves something, and of one that does not. */
  fills: [string, string];
}

const VERSIONS: Version[] = [
  { beginString: 'FIX.4.2', dictionary: 'repo42', fills: ['1', '2'] },
  { beginString: 'FIX.4.4', dictionary: 'repo44', fills: ['F', 'F'] },
  { beginString: 'FIXT.1.1', dictionary: 'repo50sp2', applVerId: '9', fills: ['F', 'F'] },
];

test.each(VERSIONS)('jspurefix, $beginString: trades, is cut off, logs on again, gets its fills by resend', async (version) => {
  const [partial, whole] = version.fills;
  const dir = temporaryDirectory();
  const exchange = await startExchange(['--config', writeConfig(dir)]);
  const other = new FixClient({ senderCompId: 'OTHER', targetCompId: 'BUTTONWOOD' });
  await other.connect('127.0.0.1', exchange.fixPort);
  const sell = (clOrdId: string, qty: number) => other.newOrder({ clOrdId, symbol: 'AAPL', side: '2', qty, price: '100.00' });

  const options = {
    ...{ BeginString: version.beginString, dictionary: version.dictionary, Logon: { DefaultApplVerID: version.applVerId } },
    ...{ store: { type: 'file', directory: `${dir}/store` }, ResetSeqNumFlag: false },
  };
  const logOn = () => logOnPure(exchange.fixPort, BrokerSession, options);
  const first = await logOn();
  first.buy('order-1', 300, 100);
  await expect.poll(() => first.reports.length).toBe(1);
  expect(first.reports[0]).toMatchObject({ execType: '0', clOrdId: 'order-1' });
  sell('s1', 100);
  await expect.poll(() => first.reports.length).toBe(2);
  expect(first.reports[1]).toMatchObject({ execType: partial, lastQty: 100, possDup: false });

  first.cut();
  await expect.poll(async () => (await status(exchange.ready.http)).sessions.connected).toBe(1);
  sell('s2', 50);
  sell('s3', 25);

  const second = await logOn();
  await expect.poll(() => second.reports.length, { timeout: 10_000, message: second.wire.join('\n') }).toBe(2);
  expect(second.reports.map(({ execType, lastQty, possDup }) => [execType, lastQty, possDup])).toEqual([
    [partial, 50, true],
    [partial, 25, true],
  ]);
  expect(second.reports[0].msgSeqNum).toBe(first.reports[1].msgSeqNum + 1);
  sell('s4', 125);
  await expect.poll(() => second.reports.length).toBe(3);
  expect(second.reports[2]).toMatchObject({ execType: whole, lastQty: 125, possDup: false });

  second.done();
  await other.logout();
  expect(await exchange.stop()).toBe(0);
});

async function status(http: string): Promise<{ sessions: { connected: number } }> {
  return (await fetch(`${http}/v1/status`)).json() as Promise<{ sessions: { connected: number } }>;
}

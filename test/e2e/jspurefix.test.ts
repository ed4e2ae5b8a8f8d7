/** A broker on a FIX engine that is not ours: logs on, trades, is cut off, logs on again and gets its fills by resend. */
import 'reflect-metadata';
import { createRequire } from 'node:module';
import type * as Jspurefix from 'jspurefix';
import { expect, test } from 'vitest';
import { FixClient } from '../../gateway/fix/client/client.js';
import { startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';

const { AsciiSession, EmptyLogFactory, SessionLauncher } = createRequire(import.meta.url)('jspurefix') as typeof Jspurefix;

interface Report {
  execType: string;
  clOrdId: string;
  lastQty: number;
  possDup: boolean;
  msgSeqNum: number;
}

class BrokerSession extends AsciiSession {
  readonly reports: Report[] = [];
  readonly wire: string[] = [];
  readonly ready: Promise<void>;
  private markReady: () => void = () => {};

  constructor(config: Jspurefix.IJsFixConfig) {
    super(config);
    this.ready = new Promise((resolve) => {
      this.markReady = resolve;
    });
  }

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

  /** The line goes dead: no Logout. */
  cut(): void {
    (this.transport as unknown as { duplex: { destroy(): void } }).duplex.destroy();
  }

  protected override onReady(): void {
    this.markReady();
  }
  protected override onDecoded(_: string, text: string): void {
    this.wire.push(`in  ${text}`);
  }
  protected override onEncoded(_: string, text: string): void {
    this.wire.push(`out ${text}`);
  }
  protected override onStopped(): void {}
  protected override onLogon(): boolean {
    return true;
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

class Launcher extends SessionLauncher {
  session: BrokerSession | null = null;

  constructor(port: number, storeDirectory: string, version: Version) {
    const description = {
      application: {
        type: 'initiator',
        name: 'broker',
        reconnectSeconds: 1,
        tcp: { host: '127.0.0.1', port },
        protocol: 'ascii',
        dictionary: version.dictionary,
      },
      Username: 'broker',
      Password: 'unused',
      EncryptMethod: 0,
      // its default of seven digits is more than a BodyLength may have here
      BodyLengthChars: 6,
      ResetSeqNumFlag: false,
      HeartBtInt: 30,
      SenderCompId: 'JSPURE',
      TargetCompID: 'BUTTONWOOD',
      TargetSubID: 'FIX',
      BeginString: version.beginString,
      Logon: { DefaultApplVerID: version.applVerId },
      store: { type: 'file', directory: storeDirectory },
    };
    super(description as unknown as Jspurefix.ISessionDescription, null, new EmptyLogFactory());
  }

  protected override makeFactory(): Jspurefix.EngineFactory {
    return {
      makeSession: (config: Jspurefix.IJsFixConfig) => {
        this.session = new BrokerSession(config);
        return this.session;
      },
    } as unknown as Jspurefix.EngineFactory;
  }

  async up(): Promise<BrokerSession> {
    void this.run().catch(() => {}); // ends with an error when it is cut off
    await expect.poll(() => this.session !== null, { timeout: 20_000 }).toBe(true);
    await this.session!.ready;
    return this.session!;
  }
}

test.each(VERSIONS)('jspurefix, $beginString: trades, is cut off, logs on again, gets its fills by resend', async (version) => {
  const [partial, whole] = version.fills;
  const dir = temporaryDirectory();
  const exchange = await startExchange(['--config', writeConfig(dir)]);
  const other = new FixClient({ senderCompId: 'OTHER', targetCompId: 'BUTTONWOOD' });
  await other.connect('127.0.0.1', exchange.fixPort);
  const sell = (clOrdId: string, qty: number) => other.newOrder({ clOrdId, symbol: 'AAPL', side: '2', qty, price: '100.00' });

  const first = await new Launcher(exchange.fixPort, `${dir}/store`, version).up();
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

  const second = await new Launcher(exchange.fixPort, `${dir}/store`, version).up();
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

/** A venue with operators, limits and a calendar as a process: its start, its command line, a restart, the day's trade file. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FixClient } from '../../gateway/fix/client/client.js';
import { FixClientState } from '../../gateway/fix/client/state.js';
import { type Running, runCli, startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';

const dir = temporaryDirectory();
const dataDir = `${dir}/data`;
const token = 'a-token-of-some-length';
const file = writeConfig(dir, {
  instruments: [{ symbol: 'AAPL', referencePrice: '100', bands: { static: '50%' } }],
  sessions: ['BUYER', 'SELLER'].map((senderCompId) => ({ senderCompId, resetDaily: true })),
  firms: { BUYER: { limits: { openOrders: 2 }, accountLimits: { buyingPower: 1_000_000 }, stp: { group: 1 } } },
  // open around the clock, whatever the time of this test
  calendar: {
    weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    day: { '00:00:01': 'open', '23:59:59': 'endDay' },
  },
  admin: {
    operators: [
      { name: 'ann', role: 'operator', token },
      { name: 'bob', role: 'supervisor', token: `${token}-2` },
    ],
    bustNeedsApproval: true,
  },
});
let running: Running;
beforeAll(async () => {
  running = await startExchange(['--config', file]);
});
afterAll(() => running.stop());

const admin = (who: string, ...args: string[]) => runCli(['admin', ...args, '--admin', running.ready.admin, '--token', who]);

interface Report {
  clOrdId: string;
  execType: string;
  tradeId: string;
}

async function broker(senderCompId: string) {
  const reports: Report[] = [];
  const waiting: (() => void)[] = [];
  const client = new FixClient(
    { senderCompId, targetCompId: 'BUTTONWOOD', state: new FixClientState() },
    {
      onExecution: (m) => {
        reports.push({ clOrdId: m.clOrdId, execType: m.execType, tradeId: m.text(527) });
        for (const wake of waiting.splice(0)) wake();
      },
    },
  );
  await client.connect('127.0.0.1', running.fixPort);
  const until = async (execType: string): Promise<Report> => {
    for (;;) {
      const report = reports.find((r) => r.execType === execType);
      if (report) return report;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { client, until };
}

describe('a venue with operators', () => {
  it('trades, takes a trade back with two persons, and writes it all into the day`s file', async () => {
    const buyer = await broker('BUYER');
    const seller = await broker('SELLER');
    seller.client.newOrder({ clOrdId: 's1', symbol: 'AAPL', side: '2', qty: 5, price: '100.00' });
    await seller.until('0');
    buyer.client.newOrder({ clOrdId: 'b1', symbol: 'AAPL', side: '1', qty: 5, price: '100.00', account: 'A,B' });
    const { tradeId } = await buyer.until('F');

    expect(await admin(token, 'limits', 'set', 'BUYER', '--open-orders', '5')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('FORBIDDEN_ROLE'),
    });
    expect((await admin(token, 'limits')).stdout).toMatch(/BUYER +openOrders 2/);
    expect((await admin(token, 'bust', tradeId)).stdout).toContain('waits for the approval of a second person: approve 1');
    expect((await admin(`${token}-2`, 'approve', '1')).stdout).toContain(`trade ${tradeId} of 5 AAPL at 100.00 is busted`);
    await buyer.until('H');
    expect((await admin(token, 'schedule')).stdout.match(/endDay/g)).toHaveLength(5);

    const { stdout } = await runCli(['trades', '--data', dataDir]);
    const [head, line, ...rest] = stdout.trim().split('\n');
    expect(head.split(',').slice(0, 6)).toEqual(['tradeId', 'businessDate', 'time', 'symbol', 'price', 'qty']);
    expect(line).toContain(`${tradeId},`);
    expect(line).toContain(',BUYER,"A,B",');
    expect(line.endsWith(',busted,,,ann,bob')).toBe(true);
    expect(rest).toEqual([]);
    const json = await runCli(['trades', '--data', dataDir, '--format', 'json', '--date', '20010101']);
    expect(json).toMatchObject({ code: 0, stdout: '' });
    await buyer.client.logout();
    await seller.client.logout();
  });

  it('starts again with what operators and configuration have set, and submits none of it a second time', async () => {
    expect((await admin(`${token}-2`, 'kill-switch', 'on', '--firm', 'SELLER')).stdout).toContain(
      'kill switch of SELLER is on',
    );
    expect(await running.stop()).toBe(0);
    const before = (await runCli(['replay', '--data', dataDir, '--json'])).stdout;
    running = await startExchange(['--config', file]);
    expect(running.ready.seq).toBe(JSON.parse(before).lastSeq);
    const status = JSON.parse((await admin(token, 'status', '--json')).stdout);
    expect(status.seq).toBe(running.ready.seq + 1); // EPOCH_START
    expect((await admin(token, 'kill-switch')).stdout).toContain('SELLER');
    expect((await admin(token, 'limits')).stdout).toMatch(/each other +buyingPower 1000000.00/);
  });
});

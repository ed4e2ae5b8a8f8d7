/** Level `mirror` in the layout `spread`: a report leaves once Firehose has the command that caused it, and not before. */
import { expect, test } from 'vitest';
import { FixClient } from '../../gateway/fix/client/client.js';
import { startEmulator } from '../../journal/emulator/server.js';
import { startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';

test('level mirror: reports wait for Firehose, heartbeats and the venue go on', async () => {
  const dir = temporaryDirectory();
  const emulator = await startEmulator({ dir: `${dir}/s3`, bufferMs: 50 });
  const config = writeConfig(dir, { durability: 'mirror', maxUnsafeMs: 60_000 });
  const mirror = `${emulator.endpoint}/buttonwood`;
  const exchange = await startExchange(['--config', config, '--mirror', mirror, '--layout', 'spread']);
  const reports: string[] = [];
  const broker = new FixClient(
    { senderCompId: 'BROKER001', targetCompId: 'BUTTONWOOD' },
    { onExecution: (message) => reports.push(`${message.clOrdId} ${message.execType}`) },
  );
  await broker.connect('127.0.0.1', exchange.fixPort);
  const order = (clOrdId: string) => broker.newOrder({ clOrdId, symbol: 'AAPL', side: '1', qty: 1, price: '50.00' });
  order('before');
  await expect.poll(() => reports).toEqual(['before 0']);

  emulator.faults.add('outage');
  order('during');
  const status = async () => (await (await fetch(`${exchange.ready.http}/v1/status`)).json()) as Record<string, number>;
  await expect.poll(async () => (await status())['durableSeq'] > (await status())['safeSeq']).toBe(true);
  const { durableSeq } = await status();
  // another session, which waits for nothing, comes and goes
  const other = new FixClient({ senderCompId: 'BROKER002', targetCompId: 'BUTTONWOOD' });
  await other.connect('127.0.0.1', exchange.fixPort);
  await other.logout();
  expect((await status())['durableSeq']).toBeGreaterThan(durableSeq);
  expect(reports).toEqual(['before 0']);

  emulator.faults.clear();
  await expect.poll(() => reports, { timeout: 10_000 }).toEqual(['before 0', 'during 0']);
  await broker.logout();
  expect(await exchange.stop()).toBe(0);
  await emulator.close();
});

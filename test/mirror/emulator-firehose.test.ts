/** The emulator's Firehose side, through the real SDK client. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  type FirehoseClient,
  PutRecordBatchCommand,
  PutRecordCommand,
} from '@aws-sdk/client-firehose';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../engine/clock.js';
import type { Emulator } from '../../journal/emulator/server.js';
import { emulator, firehoseClient, scratch } from './support.js';

const DeliveryStreamName = 'buttonwood';

function batch(client: FirehoseClient, records: readonly (string | Uint8Array)[]) {
  const Records = records.map((record) => ({ Data: typeof record === 'string' ? Buffer.from(record) : record }));
  return client.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }));
}

async function objects(server: Emulator): Promise<{ key: string; text: string }[]> {
  const found = [];
  for await (const key of server.buckets.keys('buttonwood', '', '')) {
    found.push({ key, text: readFileSync(join(server.dir, 'buckets/buttonwood', key), 'latin1') });
  }
  return found;
}

describe('limits', () => {
  it('takes 500 records and refuses 501, 1,000 KiB a record and refuses a byte more, 4 MiB a batch and refuses a byte more', async () => {
    const client = firehoseClient((await emulator()).endpoint);
    const full = await batch(client, Array<string>(500).fill('x'));
    expect(full.FailedPutCount).toBe(0);
    expect(new Set(full.RequestResponses!.map((one) => one.RecordId)).size).toBe(500);
    await expect(batch(client, Array<string>(501).fill('x'))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('length less than or equal to 500'),
    });
    const largest = new Uint8Array(1000 * 1024);
    const rest = new Uint8Array(4 * 1024 * 1024 - 4 * largest.length);
    expect((await batch(client, [largest, largest, largest, largest, rest])).FailedPutCount).toBe(0);
    await expect(batch(client, [largest, largest, largest, largest, rest, 'x'])).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    });
    await expect(batch(client, [new Uint8Array(1000 * 1024 + 1)])).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("at 'records.1.member.data'"),
    });
    await expect(batch(client, [])).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('names a stream that it does not have', async () => {
    const client = firehoseClient((await emulator()).endpoint);
    const put = new PutRecordCommand({ DeliveryStreamName: 'other', Record: { Data: Buffer.from('x') } });
    await expect(client.send(put)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('delivery', () => {
  it('names an object by the arrival of its oldest record and concatenates the records', async () => {
    const clock = new ManualClock(Date.UTC(2026, 10, 20, 11, 59, 58) * 1000);
    const server = await emulator({ clock, bufferMs: 3000, prefix: 'some/prefix/' });
    const client = firehoseClient(server.endpoint);
    await batch(client, ['one,']);
    clock.advanceMs(2900);
    await client.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.from('two') } }));
    await server.tick();
    expect(await objects(server)).toEqual([]);
    clock.advanceMs(100);
    await server.tick();
    const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
    expect(await objects(server)).toEqual([
      { key: expect.stringMatching(`^some/prefix/2026/11/20/11/buttonwood-1-2026-11-20-11-59-58-${uuid}$`), text: 'one,two' },
    ]);
  });

  it('delivers by size before the interval is over', async () => {
    const server = await emulator({ bufferBytes: 10 });
    const client = firehoseClient(server.endpoint);
    await batch(client, ['123456', '7890']);
    await batch(client, ['later']);
    await server.tick();
    expect((await objects(server)).map((object) => object.text)).toEqual(['1234567890']);
  });

  it('delivers after a kill what it had accepted before it', async () => {
    const dir = scratch();
    const first = await emulator({ dir });
    await batch(firehoseClient(first.endpoint), ['a', 'b']);
    await first.abort();
    const second = await emulator({ dir });
    await batch(firehoseClient(second.endpoint), ['c']);
    await second.close();
    expect((await objects(second)).map((object) => object.text).sort()).toEqual(['ab', 'c']);
  });
});

describe('streams', () => {
  it('creates and describes a stream, and has it after a restart', async () => {
    const dir = scratch();
    const first = await emulator({ dir });
    const destination = {
      RoleARN: 'arn:aws:iam::000000000000:role/any',
      BucketARN: 'arn:aws:s3:::buttonwood',
      Prefix: 'fills/',
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      CompressionFormat: 'GZIP',
    } as const;
    const create = new CreateDeliveryStreamCommand({
      DeliveryStreamName: 'fills',
      ExtendedS3DestinationConfiguration: destination,
    });
    await firehoseClient(first.endpoint).send(create);
    await expect(firehoseClient(first.endpoint).send(create)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await first.close();
    const second = await emulator({ dir });
    const described = await firehoseClient(second.endpoint).send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'fills' }),
    );
    const { DeliveryStreamStatus, Destinations } = described.DeliveryStreamDescription!;
    expect(DeliveryStreamStatus).toBe('ACTIVE');
    expect(Destinations![0].ExtendedS3DestinationDescription).toMatchObject({
      Prefix: 'fills/',
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      CompressionFormat: 'GZIP',
    });
  });
});

describe('faults', () => {
  it('fails a part of a batch inside a 200, and keeps the rest', async () => {
    const server = await emulator();
    server.faults.add('partial', { count: 1, fraction: 0.5 });
    const names = Array.from({ length: 40 }, (_, i) => `r${i};`);
    const reply = await batch(firehoseClient(server.endpoint), names);
    const failed = names.filter((_, i) => reply.RequestResponses![i].ErrorCode === 'ServiceUnavailableException');
    expect(reply.FailedPutCount).toBe(failed.length);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(40);
    await server.flush();
    const [delivered] = await objects(server);
    expect(delivered.text).toBe(names.filter((name) => !failed.includes(name)).join(''));
  });

  it('throttles, keeps what a lost reply hides, keeps nothing in an outage', async () => {
    const server = await emulator();
    const client = firehoseClient(server.endpoint);
    server.faults.add('throttle', { count: 1 });
    await expect(batch(client, ['throttled'])).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
    server.faults.add('outage', { count: 1 });
    await expect(batch(client, ['gone'])).rejects.toThrow();
    server.faults.add('loseReply', { count: 1 });
    await expect(batch(client, ['kept'])).rejects.toThrow();
    await server.flush();
    expect((await objects(server)).map((object) => object.text)).toEqual(['kept']);
  });

  it('duplicates, shuffles and holds back on demand over HTTP', async () => {
    const server = await emulator();
    const client = firehoseClient(server.endpoint);
    const control = (method: string, what: string, body?: object) =>
      fetch(`${server.endpoint}/_emulator/${what}`, { method, body: body && JSON.stringify(body) });
    await control('POST', 'faults', { kind: 'duplicate', count: 1 });
    await control('POST', 'faults', { kind: 'reorder' });
    await control('POST', 'faults', { kind: 'holdDelivery' });
    const names = Array.from({ length: 20 }, (_, i) => `${i}`.padStart(2, '0'));
    await batch(client, names);
    await control('POST', 'flush');
    expect(await objects(server)).toEqual([]);
    await control('DELETE', 'faults');
    await control('POST', 'faults', { kind: 'reorder', count: 1 });
    await control('POST', 'flush');
    const [delivered] = await objects(server);
    const records = delivered.text.match(/../g)!;
    expect(records).not.toEqual(names.concat(names));
    expect(records.toSorted()).toEqual(names.concat(names).toSorted());
    expect((await control('POST', 'faults', { kind: 'fire' })).status).toBe(400);
    expect(await (await control('GET', 'status')).json()).toMatchObject({ standIn: true, streams: [{ recordsAccepted: 20 }] });
  });
});

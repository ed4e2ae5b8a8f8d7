/** `buttonwood emulator` as a process: the line it prints, a clean stop, a kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { firehoseClient, later, s3Client, scratch } from './support.js';

interface Ready {
  ready: true;
  endpoint: string;
  stream: string;
  bucket: string;
}

async function start(
  dir: string,
  ...more: string[]
): Promise<{ process: ChildProcess; ready: Ready; exited: Promise<unknown[]> }> {
  const script = new URL('../../dist/gateway/cli/main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, 'emulator', '--dir', dir, '--buffer-ms', '600000', ...more]);
  const exited = once(child, 'exit');
  later(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { process: child, ready: JSON.parse(line) as Ready, exited };
}

async function put(ready: Ready, text: string): Promise<void> {
  const Records = [{ Data: Buffer.from(text) }];
  const command = new PutRecordBatchCommand({ DeliveryStreamName: ready.stream, Records });
  await firehoseClient(ready.endpoint).send(command);
}

async function texts(ready: Ready): Promise<string[]> {
  const client = s3Client(ready.endpoint);
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: ready.bucket, Prefix: 'journal/' }));
  const bodies = Contents.map(async ({ Key }) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: ready.bucket, Key }));
    return Body!.transformToString();
  });
  return (await Promise.all(bodies)).sort();
}

it('loses nothing that it accepted, however it ends', async () => {
  const dir = scratch();
  const first = await start(dir);
  await put(first.ready, 'before the kill');
  first.process.kill('SIGKILL');
  await first.exited;

  const second = await start(dir);
  await put(second.ready, 'before the stop');
  second.process.kill('SIGTERM');
  expect(await second.exited).toEqual([0, null]);

  const third = await start(dir);
  expect(third.ready).toMatchObject({ ready: true, stream: 'buttonwood', bucket: 'buttonwood', standIn: true });
  expect(await texts(third.ready)).toEqual(['before the kill', 'before the stop']);
});

it('refuses to listen where others could reach it', async () => {
  const script = new URL('../../dist/gateway/cli/main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, 'emulator', '--dir', scratch(), '--host', '0.0.0.0']);
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(stderr).toContain('NOT_LOOPBACK');
});

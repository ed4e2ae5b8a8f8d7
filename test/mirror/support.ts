/** What the mirror's tests share: a scratch directory, an emulator, SDK clients. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach } from 'vitest';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../journal/emulator/server.js';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Runs after the test, last come first. */
export function later(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

export function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'buttonwood-mirror-'));
  later(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** An emulator that delivers when told to; aborted after the test unless it is closed before. */
export async function emulator(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const started = await startEmulator({ dir: options.dir ?? scratch(), manual: true, bufferMs: 60_000, ...options });
  later(() => started.abort());
  return started;
}

export function firehoseClient(endpoint: string, maxAttempts = 1): FirehoseClient {
  const client = new FirehoseClient({ endpoint, region: 'us-east-1', credentials, maxAttempts });
  later(() => client.destroy());
  return client;
}

/** With the SDK's own defaults for checksums, unlike the mirror's client. */
export function s3Client(endpoint: string): S3Client {
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1, forcePathStyle: true });
  later(() => client.destroy());
  return client;
}

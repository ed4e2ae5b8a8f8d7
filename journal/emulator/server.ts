/**
 * A stand-in for Amazon Data Firehose and S3, on one port of loopback, for laptops and tests. It keeps the protocols, limits,
 * object names and buffering of the real services as far as its README says, and none of their durability.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, SystemClock } from '../../engine/clock.js';
import { BucketDirectory } from './bucket-directory.js';
import { Faults } from './faults.js';
import { FirehoseApi } from './firehose-api.js';
import { Handler } from './handler.js';
import { S3Api } from './s3-api.js';

export interface EmulatorOptions {
  readonly dir: string;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** The bucket and the stream that exist from the start. */
  readonly bucket?: string;
  readonly stream?: string;
  /** What the names of delivered objects begin with. */
  readonly prefix?: string;
  readonly bufferBytes?: number;
  readonly bufferMs?: number;
  /** fdatasync before each reply: accepted records then survive a power cut as well as a kill. */
  readonly fsync?: boolean;
  readonly clock?: Clock;
  /** No timer: deliveries happen at tick() and flush(), for tests that move the clock. */
  readonly manual?: boolean;
  readonly seed?: number;
}

export interface Emulator {
  readonly endpoint: string;
  readonly port: number;
  readonly dir: string;
  readonly faults: Faults;
  readonly firehose: FirehoseApi;
  readonly buckets: BucketDirectory;
  /** Delivers what is due by the clock. */
  tick(): Promise<void>;
  /** Delivers everything that is accepted. */
  flush(): Promise<void>;
  /** Stops listening, then delivers everything. */
  close(): Promise<void>;
  /** Stops at once and delivers nothing, like a kill. */
  abort(): Promise<void>;
}

export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { dir, host = '127.0.0.1', port = 0, bucket = 'buttonwood', clock = new SystemClock() } = options;
  const bufferMs = options.bufferMs ?? 1000;
  const faults = new Faults(options.seed);
  const buckets = new BucketDirectory(dir);
  await buckets.createBucket(bucket);
  const stream = {
    name: options.stream ?? 'buttonwood',
    bucket,
    prefix: options.prefix ?? 'journal/',
    bufferBytes: options.bufferBytes ?? 5 * 1024 * 1024,
    bufferMs,
    compression: 'UNCOMPRESSED',
    createdMs: clock.nowUs() / 1000,
  } as const;
  const firehose = new FirehoseApi(dir, buckets, clock, faults, options.fsync ?? false, [stream]);
  const s3 = new S3Api(buckets);

  const each = async (act: 'tick' | 'flush') => {
    await Promise.all([...firehose.streams.values()].map((one) => one[act]()));
  };
  const handler = new Handler(firehose, s3, faults, () => each('flush'));
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 10_000 }, (request, response) => {
    void handler.handle(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const timer = options.manual ? null : setInterval(() => void each('tick'), Math.max(5, Math.min(250, bufferMs / 4)));
  timer?.unref();

  const stop = async () => {
    if (timer) clearInterval(timer);
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    for (const one of firehose.streams.values()) one.close();
  };
  return {
    endpoint: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    port: address.port,
    dir,
    faults,
    firehose,
    buckets,
    tick: () => each('tick'),
    flush: () => each('flush'),
    close: async () => {
      await stop();
      await each('flush');
    },
    abort: stop,
  };
}

/** The emulator's S3 side, through the real SDK client with the SDK's own defaults. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { decodeAwsChunked } from '../../journal/emulator/aws-chunked.js';
import { emulator, s3Client } from './support.js';

const Bucket = 'buttonwood';

const put = (client: S3Client, Key: string, Body: string | Buffer, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

async function get(client: S3Client, Key: string, Range?: string): Promise<string> {
  const reply = await client.send(new GetObjectCommand({ Bucket, Key, Range }));
  return reply.Body!.transformToString('latin1');
}

async function list(client: S3Client, input: object): Promise<{ keys: string[]; prefixes: string[]; pages: number }> {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let pages = 0;
  for await (const page of paginateListObjectsV2({ client }, { Bucket, ...input })) {
    pages++;
    keys.push(...(page.Contents ?? []).map((one) => one.Key!));
    prefixes.push(...(page.CommonPrefixes ?? []).map((one) => one.Prefix!));
  }
  return { keys, prefixes, pages };
}

describe('objects', () => {
  it('puts, heads, gets, deletes', async () => {
    const client = s3Client((await emulator()).endpoint);
    const stored = await put(client, 'a/b.json', 'hello');
    expect(stored.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a/b.json' }));
    expect(head).toMatchObject({ ContentLength: 5, ETag: stored.ETag });
    expect(await get(client, 'a/b.json')).toBe('hello');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a/b.json' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a/b.json' }));
    await expect(get(client, 'a/b.json')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'a/b.json' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('serves ranges', async () => {
    const client = s3Client((await emulator()).endpoint);
    await put(client, 'digits', '0123456789');
    expect(await get(client, 'digits', 'bytes=2-4')).toBe('234');
    expect(await get(client, 'digits', 'bytes=7-')).toBe('789');
    expect(await get(client, 'digits', 'bytes=-2')).toBe('89');
    expect(await get(client, 'digits', 'bytes=8-99')).toBe('89');
    await expect(get(client, 'digits', 'bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('puts only where nothing is when asked to, also when many ask at once', async () => {
    const client = s3Client((await emulator()).endpoint);
    const claims = Array.from({ length: 8 }, (_, i) => put(client, 'epochs/2', `claimant ${i}`, { IfNoneMatch: '*' }));
    const results = await Promise.allSettled(claims);
    const winners = results.flatMap((result, i) => (result.status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    expect(await get(client, 'epochs/2')).toBe(`claimant ${winners[0]}`);
    const refused = results.find((result) => result.status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  });

  it('stores a streamed, aws-chunked body as it was before the framing', async () => {
    const client = s3Client((await emulator()).endpoint);
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i * 7));
    const Body = Readable.from([content.subarray(0, 100_001), content.subarray(100_001)]);
    await client.send(new PutObjectCommand({ Bucket, Key: 'streamed', Body, ContentLength: content.length }));
    const reply = await client.send(new GetObjectCommand({ Bucket, Key: 'streamed' }));
    expect(Buffer.from(await reply.Body!.transformToByteArray()).equals(content)).toBe(true);
  });

  it('refuses a body that is not what its checksum says, and stores nothing', async () => {
    const server = await emulator();
    const client = s3Client(server.endpoint);
    await expect(put(client, 'bad', 'hello', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    await expect(get(client, 'bad')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('keeps every key inside its bucket', async () => {
    const server = await emulator();
    const client = s3Client(server.endpoint);
    const keys = ['../../../escape', 'a/../../b', '/rooted', 'a//b', './x', 'with space?&<>"é', 'trailing/'];
    for (const key of keys) await put(client, key, key);
    for (const key of keys) {
      const reply = await client.send(new GetObjectCommand({ Bucket, Key: key }));
      expect(await reply.Body!.transformToString()).toBe(key);
    }
    expect((await list(client, {})).keys.toSorted()).toEqual(keys.toSorted());
    expect(existsSync(join(server.dir, '..', 'escape'))).toBe(false);
    expect(existsSync(join(server.dir, 'escape'))).toBe(false);
    const raw = await fetch(`${server.endpoint}/buttonwood/%2e%2e%2f%2e%2e%2fx`, { method: 'PUT', body: 'x' });
    expect(raw.status).toBe(200);
    expect(existsSync(join(server.dir, 'x'))).toBe(false);
    await expect(client.send(new CreateBucketCommand({ Bucket: '..' }))).rejects.toThrow();
  });

  it('names a bucket that is not there, and what it does not implement', async () => {
    const server = await emulator();
    const client = s3Client(server.endpoint);
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'nobody' }))).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await client.send(new CreateBucketCommand({ Bucket: 'second' }));
    await client.send(new HeadBucketCommand({ Bucket: 'second' }));
    const acl = await fetch(`${server.endpoint}/buttonwood/x?acl`);
    expect([acl.status, await acl.text()]).toEqual([501, expect.stringContaining('<Code>NotImplemented</Code>')]);
  });
});

describe('listing', () => {
  it('pages through 2,500 keys in order', async () => {
    const server = await emulator();
    const client = s3Client(server.endpoint);
    const keys = Array.from({ length: 2500 }, (_, i) => `p/${String(i % 25).padStart(2, '0')}/${String(i).padStart(4, '0')}`);
    const folder = join(server.dir, 'buckets', Bucket);
    for (let i = 0; i < 25; i++) mkdirSync(join(folder, 'p', String(i).padStart(2, '0')), { recursive: true });
    for (const key of keys) writeFileSync(join(folder, key), 'x');
    await put(client, 'other', 'x');
    const sorted = keys.toSorted();
    expect(await list(client, { Prefix: 'p/' })).toEqual({ keys: sorted, prefixes: [], pages: 3 });
    expect((await list(client, { Prefix: 'p/03' })).keys).toEqual(sorted.filter((key) => key.startsWith('p/03')));
    expect((await list(client, { Prefix: 'p/', StartAfter: sorted[2400] })).keys).toEqual(sorted.slice(2401));
  });

  it('folds keys at a delimiter, over pages', async () => {
    const client = s3Client((await emulator()).endpoint);
    for (const key of ['2026/11/01/a', '2026/11/01/b', '2026/11/02/a', '2026/12/01/a', '2026/x', '2027/a']) {
      await put(client, key, 'x');
    }
    const listed = await list(client, { Prefix: '2026/', Delimiter: '/', MaxKeys: 1 });
    expect(listed).toEqual({ keys: ['2026/x'], prefixes: ['2026/11/', '2026/12/'], pages: 3 });
  });

  it('orders by bytes: a folder sorts as its name with a slash', async () => {
    const client = s3Client((await emulator()).endpoint);
    const keys = ['a-b', 'a/b', 'a.b', 'a0'];
    for (const key of keys) await put(client, key, 'x');
    expect((await list(client, { MaxKeys: 1 })).keys).toEqual(['a-b', 'a.b', 'a/b', 'a0']);
  });
});

describe('aws-chunked', () => {
  const framed = Buffer.from('5;chunk-signature=ab\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n');

  async function decode(pieces: Buffer[]): Promise<string> {
    let text = '';
    for await (const piece of decodeAwsChunked(Readable.from(pieces))) text += piece.toString('latin1');
    return text;
  }

  it('decodes whatever the pieces are', async () => {
    for (let cut = 0; cut <= framed.length; cut++) {
      expect(await decode([framed.subarray(0, cut), framed.subarray(cut)])).toBe('hello world');
    }
  });

  it('refuses a body that ends before its last chunk, at every byte', async () => {
    const end = framed.indexOf('0\r\nx-amz') + 3;
    for (let cut = 0; cut < end; cut++) await expect(decode([framed.subarray(0, cut)])).rejects.toThrow(/expected/);
  });
});

/**
 * Buckets as directories, objects as files that a person can look at.
 *
 *   <root>/buckets/<bucket>/<segment>/<segment>   each segment of the key percent-encoded, so that no key leaves its bucket
 *   <root>/incoming/<uuid>                        bodies on their way; renamed or linked into place when complete
 *
 * An object appears whole or not at all. Limits: a segment of at most 255 encoded bytes, and no key that is a
 * 'directory' of another (`a` beside `a/b`); S3 itself has neither.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { link, mkdir, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsError } from './aws-error.js';

const KEY_BYTES_MAX = 1024;
const SEGMENT_BYTES_MAX = 255;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export interface ObjectInfo {
  readonly key: string;
  readonly path: string;
  readonly size: number;
  readonly modified: Date;
  readonly etag: string;
}

export class BucketDirectory {
  private readonly buckets: string;
  private readonly incoming: string;
  /** ETags by path, good while size and time of change are the same. */
  private readonly etags = new Map<string, { size: number; mtimeMs: number; etag: string }>();

  constructor(root: string) {
    this.buckets = join(root, 'buckets');
    this.incoming = join(root, 'incoming');
    mkdirSync(this.buckets, { recursive: true });
    rmSync(this.incoming, { recursive: true, force: true });
    mkdirSync(this.incoming);
  }

  async listBuckets(): Promise<string[]> {
    return (await readdir(this.buckets)).sort();
  }

  /** Makes the bucket; false if it was there. */
  async createBucket(bucket: string): Promise<boolean> {
    checkBucketName(bucket);
    try {
      await mkdir(join(this.buckets, bucket));
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
  }

  async requireBucket(bucket: string): Promise<void> {
    checkBucketName(bucket);
    try {
      await stat(join(this.buckets, bucket));
    } catch {
      throw new AwsError(404, 'NoSuchBucket', 'The specified bucket does not exist');
    }
  }

  /** A path to write a body to, before place() makes an object of it. */
  newIncoming(): string {
    return join(this.incoming, randomUUID());
  }

  /** Makes the complete file at `from` the object `key`. With `ifAbsent`, false when the key is taken. */
  async place(bucket: string, key: string, from: string, etag: string, ifAbsent = false): Promise<boolean> {
    const path = this.path(bucket, key);
    try {
      await mkdir(join(path, '..'), { recursive: true });
      if (ifAbsent) {
        await link(from, path);
        await unlink(from);
      } else {
        await rename(from, path);
      }
    } catch (error) {
      await unlink(from).catch(() => undefined);
      const code = errorCode(error);
      if (ifAbsent && code === 'EEXIST' && (await isFile(path))) return false;
      if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR' || code === 'ENOTEMPTY') {
        throw new AwsError(400, 'InvalidRequest', `this stand-in cannot hold a key that is a folder of another: ${key}`);
      }
      throw error;
    }
    const { size, mtimeMs } = await stat(path);
    this.etags.set(path, { size, mtimeMs, etag });
    return true;
  }

  /** The object, or null. */
  async find(bucket: string, key: string): Promise<ObjectInfo | null> {
    const path = this.path(bucket, key);
    try {
      const found = await stat(path);
      if (!found.isFile()) return null;
      return { key, path, size: found.size, modified: found.mtime, etag: await this.etag(path, found.size, found.mtimeMs) };
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw error;
    }
  }

  async remove(bucket: string, key: string): Promise<void> {
    const found = await this.find(bucket, key);
    if (found) await unlink(found.path);
  }

  /** Keys in S3's order (UTF-8 bytes) that begin with `prefix` and come after `after`. */
  async *keys(bucket: string, prefix: string, after: string): AsyncGenerator<string> {
    yield* this.walk(join(this.buckets, bucket), '', prefix, after);
  }

  private async *walk(folder: string, base: string, prefix: string, after: string): AsyncGenerator<string> {
    const entries = (await readdir(folder, { withFileTypes: true }))
      .map((entry) => {
        const isFolder = entry.isDirectory();
        const key = base + decodeSegment(entry.name) + (isFolder ? '/' : '');
        return { name: entry.name, key, isFolder, bytes: Buffer.from(key) };
      })
      .sort((a, b) => Buffer.compare(a.bytes, b.bytes));
    const afterBytes = Buffer.from(after);
    for (const { name, key, isFolder, bytes } of entries) {
      if (isFolder) {
        const mayMatch = key.startsWith(prefix) || prefix.startsWith(key);
        const mayFollow = after.startsWith(key) || Buffer.compare(bytes, afterBytes) > 0;
        if (mayMatch && mayFollow) yield* this.walk(join(folder, name), key, prefix, after);
      } else if (key.startsWith(prefix) && Buffer.compare(bytes, afterBytes) > 0) {
        yield key;
      }
    }
  }

  private path(bucket: string, key: string): string {
    checkBucketName(bucket);
    if (key === '' || Buffer.byteLength(key) > KEY_BYTES_MAX) {
      throw new AwsError(400, 'KeyTooLongError', `Your key is too long: expected 1 to ${KEY_BYTES_MAX} bytes`);
    }
    return join(this.buckets, bucket, ...key.split('/').map(encodeSegment));
  }

  private async etag(path: string, size: number, mtimeMs: number): Promise<string> {
    const known = this.etags.get(path);
    if (known && known.size === size && known.mtimeMs === mtimeMs) return known.etag;
    const hash = createHash('md5');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    const etag = hash.digest('hex');
    this.etags.set(path, { size, mtimeMs, etag });
    return etag;
  }
}

/** `encodeURIComponent`, and names that mean something to a file system made harmless. '%' alone stands for the empty segment. */
function encodeSegment(segment: string): string {
  if (segment === '') return '%';
  const encoded = segment === '.' || segment === '..' ? segment.replaceAll('.', '%2E') : encodeURIComponent(segment);
  if (encoded.length > SEGMENT_BYTES_MAX) {
    throw new AwsError(
      400,
      'KeyTooLongError',
      `this stand-in holds key segments of at most ${SEGMENT_BYTES_MAX} encoded bytes`,
    );
  }
  return encoded;
}

function decodeSegment(name: string): string {
  if (name === '%') return '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // put here by hand
  }
}

function checkBucketName(bucket: string): void {
  if (!BUCKET.test(bucket)) {
    throw new AwsError(400, 'InvalidBucketName', `The specified bucket is not valid: ${JSON.stringify(bucket)}`);
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

/**
 * S3 with path-style addresses, as far as the project and its tests need it: buckets, PutObject (conditional, checksummed,
 * aws-chunked), GetObject (ranges), HeadObject, DeleteObject, ListObjectsV2. Anything else answers NotImplemented.
 * Nothing is authenticated; the emulator binds to loopback.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { decodeAwsChunked } from './aws-chunked.js';
import { AwsError } from './aws-error.js';
import type { BucketDirectory, ObjectInfo } from './bucket-directory.js';
import { listPage } from './s3-list.js';
import { bucketsXml, listXml } from './s3-xml.js';

const OBJECT_BYTES_MAX = 5 * 1024 ** 3;
/** Parameters that make a request a different action, of those that a client may send by itself to the ones we have. */
const HARMLESS_PARAMETERS = new Set([
  'x-id',
  'list-type',
  'prefix',
  'delimiter',
  'start-after',
  'continuation-token',
  'max-keys',
  'encoding-type',
  'fetch-owner',
]);

export class S3Api {
  constructor(private readonly buckets: BucketDirectory) {}

  /** @param path as it came, undecoded and unnormalised: `..` is an ordinary name in a key */
  async handle(request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams): Promise<void> {
    for (const name of query.keys()) {
      if (!HARMLESS_PARAMETERS.has(name)) throw notImplemented(`the parameter ${name}`);
    }
    const [bucket, key] = splitPath(path);
    if (bucket === '') {
      if (request.method !== 'GET') throw methodNotAllowed();
      return sendXml(response, bucketsXml(await this.buckets.listBuckets()));
    }
    if (key === '') return this.handleBucket(request, response, bucket, query);
    await this.buckets.requireBucket(bucket);
    switch (request.method) {
      case 'PUT':
        return this.putObject(request, response, bucket, key);
      case 'GET':
        return this.getObject(request, response, await this.require(bucket, key));
      case 'HEAD':
        return this.headObject(response, await this.require(bucket, key));
      case 'DELETE':
        await this.buckets.remove(bucket, key);
        response.writeHead(204).end();
        return;
      default:
        throw methodNotAllowed();
    }
  }

  private async handleBucket(
    request: IncomingMessage,
    response: ServerResponse,
    bucket: string,
    query: URLSearchParams,
  ): Promise<void> {
    switch (request.method) {
      case 'GET':
        if (query.get('list-type') !== '2') throw notImplemented('any listing but ListObjectsV2');
        return sendXml(response, listXml(await listPage(this.buckets, bucket, query)));
      case 'HEAD':
        await this.buckets.requireBucket(bucket);
        response.writeHead(200).end();
        return;
      case 'PUT':
        request.resume();
        if (!(await this.buckets.createBucket(bucket))) {
          throw new AwsError(409, 'BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded.');
        }
        response.writeHead(200, { location: `/${bucket}` }).end();
        return;
      default:
        throw methodNotAllowed();
    }
  }

  private async require(bucket: string, key: string): Promise<ObjectInfo> {
    const found = await this.buckets.find(bucket, key);
    if (!found) throw new AwsError(404, 'NoSuchKey', 'The specified key does not exist.');
    return found;
  }

  private async putObject(request: IncomingMessage, response: ServerResponse, bucket: string, key: string): Promise<void> {
    const { headers } = request;
    if (headers['x-amz-copy-source']) throw notImplemented('CopyObject');
    if (headers['if-match']) throw notImplemented('If-Match on a put');
    const ifNoneMatch = headers['if-none-match'];
    if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw notImplemented('If-None-Match other than *');
    const chunked =
      headers['content-encoding']?.includes('aws-chunked') === true ||
      String(headers['x-amz-content-sha256']).startsWith('STREAMING-');
    const incoming = this.buckets.newIncoming();
    const body = new BodyChecks();
    try {
      await pipeline(
        chunked ? decodeAwsChunked(request) : request,
        (source) => body.through(source),
        createWriteStream(incoming),
      );
      const expected = Number(headers[chunked ? 'x-amz-decoded-content-length' : 'content-length'] ?? body.size);
      if (body.size !== expected) {
        throw new AwsError(400, 'IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length');
      }
      body.verify(headers);
    } catch (error) {
      await unlink(incoming).catch(() => undefined);
      throw error;
    }
    const etag = body.md5.digest('hex');
    if (!(await this.buckets.place(bucket, key, incoming, etag, ifNoneMatch === '*'))) {
      throw new AwsError(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
    }
    response.writeHead(200, { etag: `"${etag}"` }).end();
  }

  private async getObject(request: IncomingMessage, response: ServerResponse, object: ObjectInfo): Promise<void> {
    const range = request.headers.range ? parseRange(request.headers.range, object.size) : null;
    const start = range?.start ?? 0;
    const end = range?.end ?? object.size - 1;
    response.writeHead(range ? 206 : 200, {
      ...objectHeaders(object),
      'content-length': end - start + 1,
      ...(range ? { 'content-range': `bytes ${start}-${end}/${object.size}` } : {}),
    });
    if (object.size === 0) {
      response.end();
      return;
    }
    await pipeline(createReadStream(object.path, { start, end }), response);
  }

  private headObject(response: ServerResponse, object: ObjectInfo): void {
    response.writeHead(200, { ...objectHeaders(object), 'content-length': object.size }).end();
  }
}

/** Hashes a body on its way to the file and compares it with what the client said it would be. */
class BodyChecks {
  size = 0;
  readonly md5: Hash = createHash('md5');
  private readonly sha256 = createHash('sha256');
  private crc = 0;

  async *through(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      this.size += piece.length;
      if (this.size > OBJECT_BYTES_MAX)
        throw new AwsError(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum size');
      this.md5.update(piece);
      this.sha256.update(piece);
      this.crc = crc32(piece, this.crc);
      yield piece;
    }
  }

  /** Content-MD5, CRC-32 and SHA-256; the other algorithms are taken on trust, as are the trailers of a chunked body. */
  verify(headers: IncomingMessage['headers']): void {
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(this.crc);
    this.compare('Content-MD5', headers['content-md5'], this.md5.copy().digest('base64'));
    this.compare('x-amz-checksum-crc32', headers['x-amz-checksum-crc32'], crc.toString('base64'));
    this.compare('x-amz-checksum-sha256', headers['x-amz-checksum-sha256'], this.sha256.digest('base64'));
  }

  private compare(name: string, said: string | string[] | undefined, is: string): void {
    if (said !== undefined && said !== is) {
      throw new AwsError(
        400,
        'BadDigest',
        `The ${name} you specified did not match what we received: expected ${said}, got ${is}`,
      );
    }
  }
}

/** One range of `Range: bytes=…`; null when it is to be ignored. */
export function parseRange(header: string, size: number): { start: number; end: number } | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header);
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const suffix = match[1] === '';
  const start = suffix ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = suffix || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start >= size || (suffix && Number(match[2]) === 0)) {
    throw new AwsError(416, 'InvalidRange', 'The requested range is not satisfiable');
  }
  return end < start ? null : { start, end };
}

function objectHeaders(object: ObjectInfo): Record<string, string> {
  return {
    etag: `"${object.etag}"`,
    'last-modified': object.modified.toUTCString(),
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
  };
}

/** Bucket and key of a path-style address. */
function splitPath(pathname: string): [bucket: string, key: string] {
  const path = pathname.slice(1);
  const cut = path.indexOf('/');
  try {
    return cut < 0
      ? [decodeURIComponent(path), '']
      : [decodeURIComponent(path.slice(0, cut)), decodeURIComponent(path.slice(cut + 1))];
  } catch {
    throw new AwsError(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

function sendXml(response: ServerResponse, xml: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(xml);
}

function notImplemented(what: string): AwsError {
  return new AwsError(501, 'NotImplemented', `this stand-in does not implement ${what}`);
}

function methodNotAllowed(): AwsError {
  return new AwsError(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
}

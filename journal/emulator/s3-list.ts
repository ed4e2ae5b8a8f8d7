/** ListObjectsV2: prefix, delimiter, start-after, continuation token, max-keys. */
import { AwsError } from './aws-error.js';
import type { BucketDirectory, ObjectInfo } from './bucket-directory.js';
import type { ListPage } from './s3-xml.js';

const KEYS_MAX = 1000;

export async function listPage(buckets: BucketDirectory, bucket: string, query: URLSearchParams): Promise<ListPage> {
  await buckets.requireBucket(bucket);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get('start-after') ?? '';
  const token = query.get('continuation-token') ?? '';
  const asked = Number(query.get('max-keys') ?? KEYS_MAX);
  if (!Number.isInteger(asked) || asked < 0) {
    throw new AwsError(400, 'InvalidArgument', 'Provided max-keys not an integer or within integer range');
  }
  const maxKeys = Math.min(asked, KEYS_MAX);
  const objects: ObjectInfo[] = [];
  const commonPrefixes: string[] = [];
  let nextToken: string | null = null;
  /** The last key or common prefix of this page. */
  let last = token ? decodeToken(token) : startAfter;
  let lastIsPrefix = delimiter !== '' && token !== '' && last.endsWith(delimiter);
  for await (const key of buckets.keys(bucket, prefix, last)) {
    if (lastIsPrefix && key.startsWith(last)) continue;
    if (objects.length + commonPrefixes.length >= maxKeys) {
      if (maxKeys > 0) nextToken = encodeToken(last);
      break;
    }
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    lastIsPrefix = cut >= 0;
    if (cut >= 0) {
      last = key.slice(0, cut + delimiter.length);
      commonPrefixes.push(last);
      continue;
    }
    last = key;
    const object = await buckets.find(bucket, key);
    if (object) objects.push(object); // else it was deleted meanwhile
  }
  const urlEncoded = query.get('encoding-type') === 'url';
  return { bucket, prefix, delimiter, startAfter, maxKeys, token, urlEncoded, objects, commonPrefixes, nextToken };
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function decodeToken(token: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(token)) {
    throw new AwsError(400, 'InvalidArgument', 'The continuation token provided is incorrect');
  }
  return Buffer.from(token, 'base64url').toString();
}

/** The ObjectStore port, and S3 behind it (path-style, so that a stand-in needs no names in DNS). */
import type { S3Client } from '@aws-sdk/client-s3';
import { type AwsOptions, clientOptions } from './aws.js';

export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
}

export interface ObjectStore {
  put(key: string, body: Uint8Array): Promise<void>;
  /** False when the key is taken. */
  putIfAbsent(key: string, body: Uint8Array): Promise<boolean>;
  /** null: no such object. */
  get(key: string): Promise<Buffer | null>;
  /** All objects whose keys begin with `prefix`, in the order of their keys, however many pages that takes. */
  list(prefix: string): AsyncIterable<ObjectInfo>;
  /** Gives up what is under way. */
  close(): void;
}

export async function openObjectStore(options: AwsOptions & { bucket: string }): Promise<ObjectStore> {
  const s3 = await import('@aws-sdk/client-s3');
  const client: S3Client = new s3.S3Client({
    ...clientOptions(options),
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const { bucket: Bucket } = options;
  const abort = new AbortController();
  const within = { abortSignal: abort.signal };
  return {
    async put(Key, Body) {
      await client.send(new s3.PutObjectCommand({ Bucket, Key, Body }), within);
    },
    async putIfAbsent(Key, Body) {
      try {
        await client.send(new s3.PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: '*' }), within);
        return true;
      } catch (error) {
        if ((error as Error).name === 'PreconditionFailed') return false;
        throw error;
      }
    },
    async get(Key) {
      try {
        const reply = await client.send(new s3.GetObjectCommand({ Bucket, Key }), within);
        return Buffer.from(await reply.Body!.transformToByteArray());
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey') return null;
        throw error;
      }
    },
    async *list(Prefix) {
      for await (const page of s3.paginateListObjectsV2({ client }, { Bucket, Prefix }, within)) {
        for (const { Key, Size } of page.Contents ?? []) yield { key: Key!, bytes: Size ?? 0 };
      }
    },
    close() {
      abort.abort();
      client.destroy();
    },
  };
}

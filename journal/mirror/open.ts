/** The mirror with Amazon's clients, or a stand-in's, behind its ports. Loading the SDK takes a moment: only who mirrors does. */
import { openFirehose } from './firehose.js';
import { openObjectStore } from './object-store.js';
import { type MirrorOptions, MirrorStage } from './stage.js';

export interface MirrorAddress {
  readonly endpoint: string | null;
  /** null: the same as `endpoint`. */
  readonly s3Endpoint: string | null;
  readonly region: string;
  readonly stream: string;
  readonly bucket: string;
  /** The folder that all keys are in, with or without a slash at its end; as a rule none. */
  readonly prefix?: string;
}

export async function openMirror(
  address: MirrorAddress,
  options: Omit<MirrorOptions, 'firehose' | 'store' | 'target'>,
): Promise<MirrorStage> {
  const { endpoint, s3Endpoint, region, stream, bucket } = address;
  const prefix = (address.prefix ?? '').replace(/([^/])$/, '$1/');
  const [firehose, store] = await Promise.all([
    openFirehose({ region, endpoint, stream }),
    openObjectStore({ region, endpoint: s3Endpoint ?? endpoint, bucket }),
  ]);
  return new MirrorStage({ ...options, firehose, store, target: { endpoint, stream, bucket, prefix } });
}

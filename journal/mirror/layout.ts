/**
 * Where things are in the bucket, under one prefix of the deployment's choice (`mirror.prefix`; as a rule none):
 *
 *   journal/YYYY/MM/dd/HH/…        what Firehose delivers: configure the stream's S3 prefix as `<prefix>journal/`
 *   watermark/0000000007.json      how far epoch 7 had come, put by the mirror each second
 */
export const JOURNAL_FOLDER = 'journal/';
export const WATERMARK_FOLDER = 'watermark/';

/** What a site said of itself last. A restore that ends below it has lost something. */
export interface Watermark {
  readonly version: 1;
  readonly epoch: number;
  /** Every command up to here has been acknowledged by Firehose. */
  readonly seq: number;
  /** Header CRC of the last frame that was. */
  readonly crc: number;
  /** Everything up to here may have been seen by clients; above `seq` at the levels `memory` and `disk`. */
  readonly safeSeq: number;
  readonly timeUs: number;
}

export function watermarkKey(prefix: string, epoch: number): string {
  return `${prefix}${WATERMARK_FOLDER}${String(epoch).padStart(10, '0')}.json`;
}

/** The watermark in an object's bytes; null when it is not one. */
export function parseWatermark(bytes: Uint8Array): Watermark | null {
  try {
    const parsed = JSON.parse(Buffer.from(bytes).toString('utf8')) as Watermark;
    const numbers = [parsed.epoch, parsed.seq, parsed.crc, parsed.safeSeq, parsed.timeUs];
    return parsed.version === 1 && numbers.every((value) => Number.isSafeInteger(value)) ? parsed : null;
  } catch {
    return null;
  }
}

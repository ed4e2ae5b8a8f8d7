/**
 * The Firehose port, and Amazon's behind it. The SDK's own retries are off: they know nothing of partial failures and give up;
 * the mirror's do neither. Every request has a time limit.
 */
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { type AwsOptions, clientOptions } from './aws.js';

/** Real limits of PutRecordBatch and its records, before base64. */
export const BATCH_RECORDS_MAX = 500;
export const BATCH_BYTES_MAX = 4 * 1024 * 1024;
export const RECORD_BYTES_MAX = 1000 * 1024;

export interface PutResult {
  /** Indexes of the records that were not taken: to be sent again. */
  readonly failed: readonly number[];
  /** What the service said of the first of them. */
  readonly reason: string;
}

export interface Firehose {
  /** Resolves when the service has answered for each record; rejects when nothing is known of any of them. */
  putRecordBatch(records: readonly Uint8Array[]): Promise<PutResult>;
  /** Gives up what is under way. */
  close(): void;
}

export async function openFirehose(options: AwsOptions & { stream: string }): Promise<Firehose> {
  const { FirehoseClient, PutRecordBatchCommand } = await import('@aws-sdk/client-firehose');
  const client: FirehoseClient = new FirehoseClient(clientOptions(options));
  const abort = new AbortController();
  return {
    async putRecordBatch(records) {
      const command = new PutRecordBatchCommand({
        DeliveryStreamName: options.stream,
        Records: records.map((Data) => ({ Data })),
      });
      const reply = await client.send(command, { abortSignal: abort.signal });
      const failed: number[] = [];
      let reason = '';
      // an answer of another length answers for nothing
      if (reply.RequestResponses?.length !== records.length) throw new Error('the reply does not answer for every record');
      for (const [index, { RecordId, ErrorCode, ErrorMessage }] of reply.RequestResponses.entries()) {
        if (RecordId && !ErrorCode) continue;
        if (failed.length === 0) reason = `${ErrorCode}: ${ErrorMessage}`;
        failed.push(index);
      }
      return { failed, reason };
    },
    close() {
      abort.abort();
      client.destroy();
    },
  };
}

/**
 * The Firehose actions over AWS JSON 1.1, with the limits and the validation messages of the real service:
 * 500 records and 4 MiB a batch, 1,000 KiB a record, all before base64. Its quotas of throughput are not imposed.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../engine/clock.js';
import { AwsError } from './aws-error.js';
import type { BucketDirectory } from './bucket-directory.js';
import { DeliveryStream, type StreamSettings } from './delivery-stream.js';
import type { Faults } from './faults.js';

export const RECORDS_MAX = 500;
export const BATCH_BYTES_MAX = 4 * 1024 * 1024;
export const RECORD_BYTES_MAX = 1000 * 1024;
const ACCOUNT = '000000000000';
const MIB = 1024 * 1024;

type Json = Record<string, unknown>;

export class FirehoseApi {
  readonly streams = new Map<string, DeliveryStream>();
  private readonly file: string;

  constructor(
    private readonly dir: string,
    private readonly buckets: BucketDirectory,
    private readonly clock: Clock,
    private readonly faults: Faults,
    private readonly fsync: boolean,
    /** Streams to have from the start; of one that was there before, these settings count. */
    initial: readonly StreamSettings[],
  ) {
    this.file = join(dir, 'streams.json');
    const byName = new Map([...readStreams(this.file), ...initial].map((settings) => [settings.name, settings]));
    for (const settings of byName.values()) this.open(settings);
    this.save();
  }

  /** Answers the action named by X-Amz-Target. */
  call(action: string, input: Json): Json {
    switch (action) {
      case 'PutRecord':
        return this.putRecord(input);
      case 'PutRecordBatch':
        return this.putRecordBatch(input);
      case 'DescribeDeliveryStream':
        return { DeliveryStreamDescription: this.describe(this.stream(input)) };
      case 'CreateDeliveryStream':
        return this.create(input);
      case 'ListDeliveryStreams':
        return { DeliveryStreamNames: [...this.streams.keys()].sort(), HasMoreDeliveryStreams: false };
      default:
        throw new AwsError(400, 'UnknownOperationException', `this stand-in does not know the action ${action}`);
    }
  }

  private putRecord(input: Json): Json {
    const data = dataOf(input['Record'], 'record');
    const [id] = this.stream(input).accept([data]);
    return { RecordId: id, Encrypted: false };
  }

  private putRecordBatch(input: Json): Json {
    const records = input['Records'];
    if (!Array.isArray(records)) throw invalid('null', 'records', 'Member must not be null');
    if (records.length < 1) throw invalid('[]', 'records', 'Member must have length greater than or equal to 1');
    if (records.length > RECORDS_MAX) {
      throw invalid(`[${records.length} records]`, 'records', `Member must have length less than or equal to ${RECORDS_MAX}`);
    }
    const stream = this.stream(input);
    const data = records.map((record, index) => dataOf(record, `records.${index + 1}.member`));
    if (data.reduce((sum, one) => sum + one.length, 0) > BATCH_BYTES_MAX) {
      throw new AwsError(400, 'InvalidArgumentException', 'Records size exceeds 4 MB limit');
    }
    const fault = this.faults.take('partial');
    const accepted = data.map(() => fault === null || this.faults.random() >= fault.fraction);
    const kept = data.filter((_, index) => accepted[index]);
    const ids = kept.length > 0 ? stream.accept(kept) : [];
    let next = 0;
    const responses = accepted.map((ok) =>
      ok ? { RecordId: ids[next++] } : { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' },
    );
    return { FailedPutCount: data.length - kept.length, Encrypted: false, RequestResponses: responses };
  }

  private create(input: Json): Json {
    const name = input['DeliveryStreamName'];
    if (typeof name !== 'string' || !/^[a-zA-Z0-9_.-]{1,64}$/.test(name)) {
      throw invalid(String(name), 'deliveryStreamName', 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+');
    }
    if (this.streams.has(name)) {
      throw new AwsError(400, 'ResourceInUseException', `Firehose ${name} under accountId ${ACCOUNT} already exists`);
    }
    const s3 = (input['ExtendedS3DestinationConfiguration'] ?? input['S3DestinationConfiguration']) as Json | undefined;
    if (!s3) throw new AwsError(400, 'InvalidArgumentException', 'this stand-in delivers to S3 only: give an S3 destination');
    this.open(settingsFrom(name, s3, this.clock.nowUs() / 1000));
    this.save();
    return { DeliveryStreamARN: arn(name) };
  }

  private describe(stream: DeliveryStream): Json {
    const { settings } = stream;
    const destination = {
      BucketARN: `arn:aws:s3:::${settings.bucket}`,
      RoleARN: `arn:aws:iam::${ACCOUNT}:role/stand-in`,
      Prefix: settings.prefix,
      BufferingHints: {
        SizeInMBs: Math.ceil(settings.bufferBytes / MIB),
        IntervalInSeconds: Math.ceil(settings.bufferMs / 1000),
      },
      CompressionFormat: settings.compression,
      EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
    };
    return {
      DeliveryStreamName: settings.name,
      DeliveryStreamARN: arn(settings.name),
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamType: 'DirectPut',
      VersionId: String(stream.version),
      CreateTimestamp: settings.createdMs / 1000,
      HasMoreDestinations: false,
      Destinations: [{ DestinationId: 'destinationId-000000000001', ExtendedS3DestinationDescription: destination }],
    };
  }

  private stream(input: Json): DeliveryStream {
    const name = String(input['DeliveryStreamName']);
    const stream = this.streams.get(name);
    if (!stream) {
      throw new AwsError(400, 'ResourceNotFoundException', `Firehose ${name} not found under accountId ${ACCOUNT}.`);
    }
    return stream;
  }

  private open(settings: StreamSettings): void {
    const spool = join(this.dir, 'spool', settings.name);
    this.streams.set(settings.name, new DeliveryStream(settings, this.buckets, spool, this.clock, this.faults, this.fsync));
  }

  private save(): void {
    writeFileSync(`${this.file}.tmp`, JSON.stringify([...this.streams.values()].map((stream) => stream.settings)));
    renameSync(`${this.file}.tmp`, this.file);
  }
}

function readStreams(file: string): StreamSettings[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StreamSettings[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function settingsFrom(name: string, s3: Json, nowMs: number): StreamSettings {
  const bucketArn = String(s3['BucketARN']);
  if (!bucketArn.startsWith('arn:aws:s3:::')) throw invalid(bucketArn, 'bucketARN', 'Member must be the ARN of a bucket');
  const prefix = String(s3['Prefix'] ?? '');
  if (prefix.includes('!{')) {
    throw new AwsError(400, 'InvalidArgumentException', 'this stand-in does not expand !{…} in a prefix');
  }
  const hints = (s3['BufferingHints'] ?? {}) as Json;
  const sizeMb = Number(hints['SizeInMBs'] ?? 5);
  const intervalS = Number(hints['IntervalInSeconds'] ?? 300);
  if (!(sizeMb >= 1 && sizeMb <= 128)) throw invalid(`${sizeMb}`, 'bufferingHints.sizeInMBs', 'Member must be from 1 to 128');
  if (!(intervalS >= 0 && intervalS <= 900)) {
    throw invalid(`${intervalS}`, 'bufferingHints.intervalInSeconds', 'Member must be from 0 to 900');
  }
  const compression = s3['CompressionFormat'] ?? 'UNCOMPRESSED';
  if (compression !== 'UNCOMPRESSED' && compression !== 'GZIP') {
    throw new AwsError(
      400,
      'InvalidArgumentException',
      `this stand-in compresses as GZIP or not at all, not as ${compression}`,
    );
  }
  return {
    name,
    bucket: bucketArn.slice('arn:aws:s3:::'.length),
    prefix,
    bufferBytes: sizeMb * MIB,
    bufferMs: intervalS * 1000,
    compression,
    createdMs: nowMs,
  };
}

function dataOf(record: unknown, where: string): Buffer {
  const data = (record as Json | null)?.['Data'];
  if (typeof data !== 'string') throw invalid('null', `${where}.data`, 'Member must not be null');
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > RECORD_BYTES_MAX) {
    const value = `java.nio.HeapByteBuffer[pos=0 lim=${bytes.length} cap=${bytes.length}]`;
    throw invalid(value, `${where}.data`, `Member must have length less than or equal to ${RECORD_BYTES_MAX}`);
  }
  return bytes;
}

function invalid(value: string, where: string, constraint: string): AwsError {
  const message = `1 validation error detected: Value '${value}' at '${where}' failed to satisfy constraint: ${constraint}`;
  return new AwsError(400, 'ValidationException', message);
}

function arn(name: string): string {
  return `arn:aws:firehose:us-east-1:${ACCOUNT}:deliverystream/${name}`;
}

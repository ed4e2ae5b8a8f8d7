/** `buttonwood replay`: a whole log through a fresh engine, every event compared with the recorded one; prints the state hash. */
import { type Command, InvalidArgumentError } from 'commander';
import { NodeDisk } from '../../journal/disk.js';
import { DirectorySource, type FrameSource, replay } from '../../journal/replay.js';
import { OperationalError } from '../errors.js';

interface ReplayOptions {
  data?: string;
  s3?: string;
  endpoint?: string;
  region: string;
  wait: number;
  acceptLoss?: boolean;
  toSeq?: number;
  json?: boolean;
}

function sequence(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('expected a sequence number from 1');
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 86_400)) throw new InvalidArgumentError('expected 0 to 86400 seconds');
  return value;
}

export function register(program: Command): void {
  program
    .command('replay')
    .description('replay a log and compare every event; exit 0 only when all were reproduced')
    .option('--data <dir>', 'data directory')
    .option('--s3 <url>', "the mirror's objects: s3://bucket/prefix")
    .option('--endpoint <url>', 'of a stand-in for S3')
    .option('--region <name>', 'AWS region', process.env['AWS_REGION'] ?? 'us-east-1')
    .option('--wait <seconds>', 'how long to wait for what Firehose has not delivered yet', seconds, 0)
    .option('--accept-loss', 'take what is there when the end is missing or unknown')
    .option('--to-seq <n>', 'last command to replay', sequence)
    .option('--json', 'one line of JSON')
    .action(run);
}

async function run(options: ReplayOptions): Promise<void> {
  const result = await replay(await sourceOf(options), options.toSeq);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  for (const [name, value] of Object.entries(result)) process.stdout.write(`${name.padEnd(10)} ${value}\n`);
  process.stdout.write('every recorded event was reproduced\n');
}

async function sourceOf(options: ReplayOptions): Promise<FrameSource> {
  const { data, s3 } = options;
  if ((data === undefined) === (s3 === undefined)) {
    throw new OperationalError('BAD_ARGUMENT', 'replay: expected either --data DIR or --s3 s3://bucket/prefix');
  }
  if (data !== undefined) return new DirectorySource(new NodeDisk(), data);
  return openMirrored(String(s3), options);
}

async function openMirrored(url: string, options: ReplayOptions): Promise<FrameSource> {
  const { endpoint = null, region, wait, acceptLoss = false } = options;
  const [, bucket, folder] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)\/?(.*)$/.exec(url) ?? [];
  if (bucket === undefined) throw new OperationalError('BAD_ARGUMENT', `--s3: expected s3://bucket/prefix, got ${url}`);
  const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
  const { openObjectStore } = await import('../../journal/mirror/object-store.js');
  const { openS3Source } = await import('../../journal/restore/s3.js');
  const store = await openObjectStore({ region, endpoint, bucket });
  const source = await openS3Source({ store, prefix, waitMs: wait * 1000, acceptLoss });
  const { report } = source;
  for (const { key, what } of report.damaged) process.stderr.write(`damaged: ${key}: ${what}\n`);
  for (const key of report.foreign) process.stderr.write(`passed over, not of the mirror: ${key}\n`);
  for (const range of report.superseded) process.stderr.write(`superseded by a later epoch: ${JSON.stringify(range)}\n`);
  if (report.missing > 0) process.stderr.write(`missing at the end, loss accepted: ${report.missing} commands\n`);
  return source;
}

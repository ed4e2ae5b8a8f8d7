/** `buttonwood replay`: a whole log through a fresh engine, every event compared with the recorded one; prints the state hash. */
import { type Command, InvalidArgumentError } from 'commander';
import { NodeDisk } from '../../journal/disk.js';
import { DirectorySource, type FrameSource, replay } from '../../journal/replay.js';
import { OperationalError } from '../errors.js';

interface ReplayOptions {
  data?: string;
  toSeq?: number;
  json?: boolean;
}

function sequence(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('expected a sequence number from 1');
  return value;
}

export function register(program: Command): void {
  program
    .command('replay')
    .description('replay a log and compare every event; exit 0 only when all were reproduced')
    .option('--data <dir>', 'data directory')
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

async function sourceOf({ data }: ReplayOptions): Promise<FrameSource> {
  if (data !== undefined) return new DirectorySource(new NodeDisk(), data);
  throw new OperationalError('BAD_ARGUMENT', 'replay: expected --data DIR or --s3 s3://bucket/prefix');
}

/** `buttonwood emulator`: the stand-in for Firehose and S3 as a process; one line of JSON on standard output once it is ready. */
import { type Command, InvalidArgumentError } from 'commander';
import { startEmulator } from '../../journal/emulator/server.js';
import { OperationalError } from '../errors.js';
import { requireLoopback } from '../loopback.js';

interface EmulatorOptions {
  dir: string;
  host: string;
  port: number;
  stream: string;
  bucket?: string;
  prefix: string;
  bufferMs: number;
  bufferBytes: number;
  fsync?: boolean;
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
    }
    return value;
  };
}

export function register(program: Command): void {
  program
    .command('emulator')
    .description('run a stand-in for Amazon Data Firehose and S3, for laptops and tests')
    .option('--port <n>', 'port; 0 picks a free one', whole(0, 65_535), 0)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--dir <dir>', 'where objects and undelivered records are kept', '.buttonwood/s3')
    .option('--stream <name>', 'the delivery stream that exists from the start', 'buttonwood')
    .option('--bucket <name>', 'the bucket it delivers to (the name of the stream)')
    .option('--prefix <prefix>', 'what the names of delivered objects begin with', 'journal/')
    .option('--buffer-ms <n>', 'deliver once the oldest record is this old', whole(0, 900_000), 1000)
    .option('--buffer-bytes <n>', 'or once this much has come', whole(1, 134_217_728), 5_242_880)
    .option('--fsync', 'fdatasync before each reply: accepted records survive a power cut too')
    .action(run);
}

async function run(options: EmulatorOptions): Promise<void> {
  requireLoopback(options.host, '--host');
  const emulator = await startEmulator({ ...options, bucket: options.bucket ?? options.stream }).catch((error) => {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new OperationalError('PORT_TAKEN', `--port: expected a free port, ${options.port} is taken; choose another, or 0`);
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await emulator.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  const { endpoint, dir } = emulator;
  const bucket = options.bucket ?? options.stream;
  const ready = { ready: true, endpoint, stream: options.stream, bucket, prefix: options.prefix, dir, standIn: true };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

/** `buttonwood start`: runs the exchange until SIGTERM or SIGINT; one line of JSON on standard output once it is ready. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { WAITS } from '../../engine/stage.js';
import { type Config, loadConfig } from '../config.js';
import { OperationalError } from '../errors.js';
import { LAYOUTS } from '../layouts.js';
import { createLogger } from '../logger.js';
import { type Exchange, startExchange } from '../main.js';

interface StartOptions {
  config?: string;
  data?: string;
  host?: string;
  fixHost?: string;
  fixPort?: number;
  httpPort?: number;
  adminPort?: number;
  nats?: string;
  durability?: string;
  mirror?: string;
  layout?: string;
  wait?: string;
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new InvalidArgumentError('expected a port, 0 to 65535');
  return value;
}

export function register(program: Command): void {
  program
    .command('start')
    .description('run the exchange')
    .option('--config <file>', 'configuration (YAML)')
    .option('--data <dir>', 'data directory')
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .option('--fix-host <address>', 'address of the FIX ports (that of --host); others than loopback need credentials')
    .option('--fix-port <n>', 'FIX port; 0 picks a free one', port)
    .option('--http-port <n>', 'WebSocket, REST and page; 0 picks a free one', port)
    .option('--admin-port <n>', "operators' port; 0 picks a free one", port)
    .option('--nats <url>', 'NATS server for market data and fills')
    .addOption(
      new Option('--durability <level>', 'what must hold before anything leaves').choices([
        'memory',
        'disk',
        'replica',
        'mirror',
      ]),
    )
    .option(
      '--mirror <url>',
      'Firehose and S3 endpoint with the stream as path, such as http://127.0.0.1:4567/buttonwood; or aws:STREAM/BUCKET',
    )
    .addOption(new Option('--layout <name>', 'which thread hosts what').choices([...LAYOUTS, 'auto']))
    .addOption(new Option('--wait <strategy>', 'how idle threads wait').choices(['auto', ...WAITS]))
    .action(run);
}

async function run(options: StartOptions): Promise<void> {
  const read = () => readConfig(options);
  const config = read();
  const logger = createLogger();
  let exchange: Exchange | null = null;
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info(`${signal}: stopping`);
    await exchange?.stop();
    process.exit(0);
  };
  // before the ready line: whoever reads it may stop the exchange at once
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  exchange = await startExchange(config, logger, options.config === undefined ? null : read);
  process.stdout.write(`${JSON.stringify(exchange.ready)}\n`);
}

function readConfig(options: StartOptions): Config {
  return loadConfig(options.config, {
    ...(options.mirror === undefined ? {} : { mirror: mirrorAt(options.mirror) }),
    dataDir: options.data,
    host: options.host,
    fixHost: options.fixHost,
    fixPort: options.fixPort,
    httpPort: options.httpPort,
    adminPort: options.adminPort,
    nats: options.nats,
    durability: options.durability,
    layout: options.layout,
    wait: options.wait,
  });
}

/** `aws:STREAM/BUCKET` is the real thing, with the SDK's own credentials; a URL is a stand-in that serves both. */
function mirrorAt(text: string): Record<string, unknown> {
  const aws = /^aws:([\w.-]+)\/([\w.-]+)$/.exec(text);
  if (aws) return { stream: aws[1], bucket: aws[2] };
  if (!URL.canParse(text)) {
    throw new OperationalError(
      'BAD_ARGUMENT',
      `--mirror: expected a URL such as http://127.0.0.1:4567/buttonwood or aws:STREAM/BUCKET, got ${text}`,
    );
  }
  const url = new URL(text);
  const stream = url.pathname.replaceAll('/', '') || 'buttonwood';
  return { endpoint: url.origin, s3Endpoint: url.origin, stream, bucket: stream };
}

/** `buttonwood demo`: the whole exchange and a market on it, on one machine, with nothing to set up. */
import { type Command, InvalidArgumentError } from 'commander';
import { Demo } from '../demo/demo.js';
import { stdoutScreen } from '../demo/status-line.js';

/** One Ctrl-C can arrive twice, from the terminal and from npm; a second one comes later. */
const AGAIN_MS = 500;

interface DemoCommandOptions {
  data: string;
  fresh?: boolean;
  brokers: number;
  rate: number;
  seconds?: number;
  seed: number;
  nats?: string | false;
  fixPort: number;
  marketDataPort: number;
  httpPort: number;
  adminPort: number;
  mirrorPort: number;
}

function between(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`expected a number from ${min} to ${max}`);
    return value;
  };
}

export function register(program: Command): void {
  const port = between(0, 65_535);
  program
    .command('demo')
    .description('run the exchange with simulated brokers, a mirror and market data, all on this machine')
    .option('--rate <n>', 'orders a second', between(1, 1_000_000), 10_000)
    .option('--brokers <n>', 'FIX sessions', between(1, 1000), 100)
    .option('--seconds <n>', 'end by itself after so long', between(1, 1e6))
    .option('--data <dir>', 'what it keeps from run to run', '.buttonwood/demo')
    .option('--fresh', 'wipe the data directory first')
    .option('--seed <n>', 'another market', between(0, 2 ** 31), 1)
    .option('--nats <url>', 'NATS server to use (default: the nats-server of this machine, if there is one)')
    .option('--no-nats', 'run without NATS')
    .option('--fix-port <n>', 'FIX port if free; 0 picks one', port, 9880)
    .option('--market-data-port <n>', 'port of market data over FIX if free; 0 picks one', port, 9881)
    .option('--http-port <n>', 'port of page, WebSocket and REST if free; 0 picks one', port, 8080)
    .option('--admin-port <n>', "operators' port if free; 0 picks one", port, 8081)
    .option('--mirror-port <n>', 'port of the Firehose and S3 stand-in if free; 0 picks one', port, 0)
    .action(run);
}

async function run(options: DemoCommandOptions): Promise<void> {
  const { data, fresh = false, brokers, rate, seconds = Number.POSITIVE_INFINITY, seed } = options;
  const { fixPort: fix, marketDataPort: marketData, httpPort: http, adminPort: admin, mirrorPort: mirror } = options;
  const ports = { fix, marketData, http, admin, mirror };
  const nats = typeof options.nats === 'string' ? options.nats : options.nats === false ? null : 'find';
  const demo = new Demo({ dataDir: data, fresh, brokers, rate, seconds, seed, nats, ports }, stdoutScreen);
  let askedMs = Number.POSITIVE_INFINITY;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const nowMs = performance.now();
      if (nowMs - askedMs > AGAIN_MS) process.exit(130); // asked twice: at once
      if (askedMs === Number.POSITIVE_INFINITY) demo.stop(signal);
      askedMs = Math.min(askedMs, nowMs);
    });
  }
  process.exitCode = await demo.run();
  process.exit();
}

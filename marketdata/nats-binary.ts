/** Finds a nats-server on this machine and starts it on a free port: for the demo and the tests, never in production. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MarketDataError } from './errors.js';

const PLACES = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin', '/opt/nats/bin'];
const START_MS = 10_000;
const STOP_MS = 2000;

/** Path of a nats-server: on the PATH or in a common place; null when there is none. */
export function findNatsServer(): string | null {
  for (const place of [...(process.env['PATH'] ?? '').split(delimiter), ...PLACES]) {
    if (place === '') continue;
    const path = join(place, 'nats-server');
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  return null;
}

export interface NatsServer {
  url: string;
  port: number;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts it on 127.0.0.1; resolves once it accepts clients. @param port 0 for a free one */
export async function startNatsServer(binary: string, port = 0): Promise<NatsServer> {
  const directory = mkdtempSync(join(tmpdir(), 'buttonwood-nats-'));
  const args = ['-a', '127.0.0.1', '-p', String(port === 0 ? -1 : port), '--ports_file_dir', directory];
  // in a process group of its own: Ctrl-C reaches the demo alone, which stops it after the exchange
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString('latin1')).slice(-4096);
  });
  let failure: Error | null = null;
  child.once('error', (error) => {
    failure = error;
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const removeFiles = () => rmSync(directory, { recursive: true, force: true });
  const stop = async () => {
    process.off('exit', kill);
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
    removeFiles();
  };
  const kill = () => {
    child.kill('SIGKILL');
    removeFiles();
  };
  process.once('exit', kill);

  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await delay(10)) {
    if (failure !== null || child.exitCode !== null || child.signalCode !== null) break;
    const url = readPorts(directory);
    if (url !== null) return { url, port: Number(new URL(url).port), process: child, stop };
  }
  await stop();
  const reason = (failure as Error | null)?.message ?? output.trim();
  throw new MarketDataError(
    'NATS_START_FAILED',
    `${binary}: expected it to listen on 127.0.0.1 within ${START_MS / 1000} s: ${reason}`,
  );
}

/** The server writes a file with its addresses once it listens. */
function readPorts(directory: string): string | null {
  const name = readdirSync(directory).find((file) => file.endsWith('.ports'));
  if (name === undefined) return null;
  try {
    const ports = JSON.parse(readFileSync(join(directory, name), 'utf8')) as { nats?: string[] };
    return ports.nats?.[0] ?? null;
  } catch {
    return null; // half written
  }
}

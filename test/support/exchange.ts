/** Runs the compiled exchange as a child process: real threads, real files, real signals. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { ReadyLine } from '../../gateway/main.js';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/dist\/$/, '');
const cli = join(root, 'dist/gateway/cli/main.js');

export interface Running {
  ready: ReadyLine;
  fixPort: number;
  child: ChildProcess;
  /** What it wrote to standard error so far. */
  stderr(): string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
}

/** What must not outlive this process. */
const directories = new Set<string>();
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const dir of directories) rmSync(dir, { recursive: true, force: true });
});

export function temporaryDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'buttonwood-test-'));
  directories.add(dir);
  return dir;
}

export const symbols = ['AAPL', 'MSFT', 'BRK.B'];

/** A configuration file with a few instruments and ports picked by the system; `extra` goes on top. */
export function writeConfig(dir: string, extra: Record<string, unknown> = {}): string {
  const file = join(dir, 'config.yaml');
  const config = {
    fixPort: 0,
    httpPort: 0,
    adminPort: 0,
    dataDir: join(dir, 'data'),
    segmentBytes: 1 << 22,
    capacities: { orders: 100_000, clOrdIds: 200_000, instruments: 64, sessions: 256, participants: 256 },
    instruments: symbols.map((symbol) => ({ symbol, referencePrice: '100' })),
    ...extra,
  };
  writeFileSync(file, stringify(config));
  return file;
}

/** @param input what standard input holds */
export async function runCli(
  args: readonly string[],
  input = '',
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {}); // it need not read all of it
  child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** Starts an exchange and waits for its ready line. */
export async function startExchange(args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [cli, 'start', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let stderr = '';
  child.stderr.on('data', (data) => (stderr += data));
  const ready = await new Promise<ReadyLine>((resolve, reject) => {
    let stdout = '';
    child.stdout.on('data', (data) => {
      stdout += data;
      const end = stdout.indexOf('\n');
      if (end >= 0) resolve(JSON.parse(stdout.slice(0, end)) as ReadyLine);
    });
    child.once('close', (code) => reject(new Error(`the exchange ended with ${code} before it was ready: ${stderr}`)));
  });
  const gone = once(child, 'close') as Promise<[number | null]>;
  void gone.then(() => children.delete(child));
  return {
    ready,
    fixPort: Number(ready.fix.split(':').pop()),
    child,
    stderr: () => stderr,
    async stop() {
      child.kill('SIGTERM');
      return (await gone)[0];
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

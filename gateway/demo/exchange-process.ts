/** The exchange as a child process, started as anyone would start it: `buttonwood start`, and its ready line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { OperationalError } from '../errors.js';
import type { ReadyLine } from '../main.js';

export interface ExchangeOptions {
  /** Holds the configuration, the log and, below it, the exchange's own data directory. */
  dir: string;
  /** As in a configuration file. */
  config: Readonly<Record<string, unknown>>;
  /** Options of Node itself. */
  execArgv?: readonly string[];
}

const LOG_LINES_SHOWN = 5;

export class ExchangeProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly ended: Promise<number>,
    readonly ready: ReadyLine,
    readonly logFile: string,
  ) {}

  /** Resolves once the exchange is ready; fails with the last lines of its log if it ends before. */
  static async start({ dir, config, execArgv = [] }: ExchangeOptions): Promise<ExchangeProcess> {
    mkdirSync(dir, { recursive: true });
    const configFile = join(dir, 'buttonwood.yaml');
    const logFile = join(dir, 'exchange.log');
    writeFileSync(configFile, stringify({ dataDir: join(dir, 'data'), ...config }));
    const log = openSync(logFile, 'a');
    const main = fileURLToPath(new URL('../cli/main.js', import.meta.url));
    // a process group of its own: Ctrl-C on a terminal reaches the starter alone, which stops things in order
    const child = spawn(process.execPath, [...execArgv, main, 'start', '--config', configFile], {
      stdio: ['ignore', 'pipe', log],
      detached: true,
    });
    closeSync(log);
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill); // whatever ends the starter must not leave it behind
    const ended = new Promise<number>((resolve) => {
      child.once('exit', (code, signal) => {
        process.off('exit', kill);
        resolve(code ?? (signal ? 128 : 1));
      });
    });
    const line = await Promise.race([firstLine(child), ended]);
    if (typeof line === 'number')
      throw new OperationalError('NOT_READY', `the exchange ended with code ${line}:\n${tail(logFile)}`);
    return new ExchangeProcess(child, ended, JSON.parse(line) as ReadyLine, logFile);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Resolves with the exit code when the process has ended, whatever the reason. */
  get exited(): Promise<number> {
    return this.ended;
  }

  /** Stops it in good order; resolves with its exit code. */
  stop(): Promise<number> {
    this.child.kill('SIGTERM');
    return this.ended;
  }

  logTail(): string {
    return tail(this.logFile);
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
  });
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
}

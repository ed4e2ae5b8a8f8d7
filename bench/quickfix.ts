/**
 * QuickFIX C++ on this machine: finds a compiler that sees its headers, and compiles our small programs against it. Binaries are kept in
 * `.buttonwood/quickfix` under a name made of source and compiler, so that a program is compiled once. Nothing is installed here.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Also where this runs compiled, below dist/. */
const root = fileURLToPath(new URL('../', import.meta.url)).replace(/dist\/$/, '');
const binaries = join(root, '.buttonwood/quickfix');

export const QUICKFIX_MISSING =
  'QuickFIX C++: expected a C++ compiler and the headers of QuickFIX 1.15; install them (Debian, Ubuntu: apt-get install g++ libquickfix-dev)';

/** Its headers have dynamic exception specifications, which C++17 does away with and C++14 warns of. */
const FLAGS = ['-std=c++14', '-O2', '-DNDEBUG', '-Wno-deprecated'] as const;
const LIBRARIES = ['-lquickfix', '-lpthread'] as const;
const COMPILE_MS = 300_000;

interface Compiler {
  command: string;
  version: string;
}

let found: Compiler | null = null;

/** The first compiler that finds QuickFIX's headers; null when there is none, and then it is looked for again the next time. */
function findCompiler(): Compiler | null {
  found ??= lookForCompiler();
  return found;
}

function lookForCompiler(): Compiler | null {
  for (const command of new Set([process.env['CXX'] ?? 'g++', 'g++', 'c++', 'clang++'])) {
    try {
      const version = run(command, ['--version']).split('\n')[0];
      run(command, [...FLAGS, '-fsyntax-only', '-x', 'c++', '-'], '#include <quickfix/Message.h>\n');
      return { command, version };
    } catch {
      // not there, or without the headers
    }
  }
  return null;
}

/** Whether programs can be compiled here at all. */
export function hasQuickFix(): boolean {
  return findCompiler() !== null;
}

/**
 * Compiles a source of ours unless that has been done. Returns the path of the program; null where there is no compiler.
 * @param source relative to the project's root
 * @throws when the source does not compile
 */
export function compileQuickFix(source: string): string | null {
  const compiler = findCompiler();
  if (compiler === null) return null;
  const file = join(root, source);
  const key = createHash('sha256').update(readFileSync(file)).update(compiler.version).update(FLAGS.join(' ')).digest('hex');
  const binary = join(binaries, `${basename(source, '.cpp')}-${key.slice(0, 16)}`);
  if (existsSync(binary)) return binary;
  mkdirSync(binaries, { recursive: true });
  const fresh = `${binary}.${process.pid}`; // two may compile it at the same time
  run(compiler.command, [...FLAGS, '-Wall', '-Wextra', file, '-o', fresh, ...LIBRARIES]);
  renameSync(fresh, binary);
  return binary;
}

function run(command: string, args: readonly string[], input = ''): string {
  return execFileSync(command, [...args], {
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: COMPILE_MS,
    maxBuffer: 1 << 26,
  });
}

/** A program that takes a command a line on its input and gives a JSON object a line on its output. */
export class LineProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** What has come and was not asked for yet. */
  private readonly lines: Record<string, unknown>[] = [];
  private readonly waiting: ((line: Record<string, unknown> | null) => void)[] = [];
  private hasEnded = false;

  constructor(binary: string, args: readonly string[]) {
    this.child = spawn(binary, [...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    const kill = () => this.child.kill('SIGKILL');
    process.once('exit', kill); // whatever ends the starter must not leave it behind
    this.child.stdin!.on('error', () => {}); // it has ended: next() says so
    createInterface({ input: this.child.stdout! }).on('line', (line) => this.take(JSON.parse(line)));
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => {
        process.off('exit', kill);
        this.hasEnded = true;
        for (const answer of this.waiting.splice(0)) answer(null);
        resolve(code);
      });
    });
  }

  send(line: string): void {
    this.child.stdin!.write(`${line}\n`);
  }

  /** The next line; fails when the program ends first. */
  async next<T>(): Promise<T> {
    const line = this.lines.shift() ?? (await this.await());
    if (line === null) throw new Error(`${this.child.spawnfile}: ended with code ${this.child.exitCode} before it answered`);
    return line as T;
  }

  private await(): Promise<Record<string, unknown> | null> {
    return new Promise((resolve) => {
      if (this.hasEnded) resolve(null);
      else this.waiting.push(resolve);
    });
  }

  async stop(): Promise<void> {
    if (!this.hasEnded) this.child.kill('SIGTERM');
    await this.ended;
  }

  private take(line: Record<string, unknown>): void {
    const answer = this.waiting.shift();
    if (answer) answer(line);
    else this.lines.push(line);
  }
}

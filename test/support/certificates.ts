/**
 * Certificates for tests, made by openssl: found on the machine, or installed. They stand in a directory of their own and are good for
 * a day.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './exchange.js';
import { installPackages } from './packages.js';

const MISSING =
  'openssl: expected it on the PATH; install it (Debian, Ubuntu: apt-get install openssl; macOS: brew install openssl)';

let installed = false;

export function openssl(args: readonly string[], input = ''): string {
  try {
    return execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe', input });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || installed) throw error;
    install();
    return openssl(args, input);
  }
}

function install(): void {
  installed = true;
  const why = installPackages('openssl');
  if (why !== '') throw new Error(`${MISSING}\n${why}`);
}

/** PEM files and what is in them. */
export interface Pair {
  certFile: string;
  keyFile: string;
  cert: string;
  key: string;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A CA that signs itself. */
export class TestCa {
  readonly certFile: string;
  readonly cert: string;
  private readonly dir = temporaryDirectory();
  private readonly keyFile: string;
  private count = 0;

  constructor(name = 'Test CA') {
    this.certFile = join(this.dir, 'ca.pem');
    this.keyFile = join(this.dir, 'ca.key');
    openssl([
      ...['req', '-x509', ...NEW_KEY, '-days', '1', '-subj', `/CN=${name}`, '-addext', 'keyUsage=critical,keyCertSign'],
      ...['-keyout', this.keyFile, '-out', this.certFile],
    ]);
    this.cert = readFileSync(this.certFile, 'utf8');
  }

  /** A pair for these host names, the first of which is its common name. */
  server(...names: string[]): Pair {
    return this.issue(`/CN=${names[0]}`, `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
  }

  /** A pair for a client; `subject` as `/O=Alpha/CN=DESK1`. */
  client(subject: string): Pair {
    return this.issue(subject, 'extendedKeyUsage=clientAuth\n');
  }

  private issue(subject: string, extensions: string): Pair {
    const [certFile, keyFile, request, extFile] = ['pem', 'key', 'csr', 'ext'].map((ext) =>
      join(this.dir, `pair${this.count}.${ext}`),
    );
    this.count++;
    writeFileSync(extFile, extensions);
    openssl(['req', ...NEW_KEY, '-subj', subject, '-keyout', keyFile, '-out', request]);
    openssl([
      ...['x509', '-req', '-in', request, '-CA', this.certFile, '-CAkey', this.keyFile, '-CAcreateserial'],
      ...['-days', '1', '-extfile', extFile, '-out', certFile],
    ]);
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  }
}

/** `openssl s_client`, which is no Node: what it is given goes to the port, what it prints is in `output`. */
export class SClient {
  output = '';
  readonly gone: Promise<unknown>;
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();

  constructor(port: number, args: readonly string[] = []) {
    openssl(['version']); // there, or installed
    this.child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...args], { stdio: 'pipe' });
    const take = (text: Buffer) => {
      this.output += text.toString('latin1');
      for (const look of this.waiting) look();
    };
    this.child.stdout?.on('data', take);
    this.child.stderr?.on('data', take);
    this.child.stdin?.on('error', () => {});
    this.gone = once(this.child, 'close');
  }

  write(text: string): void {
    this.child.stdin?.write(text);
  }

  /** Resolves once this has been printed. */
  prints(text: string): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.output.includes(text)) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

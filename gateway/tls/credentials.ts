/**
 * The certificates of a TLS port as they are now. They are looked at each `tlsReloadMs` and loaded again when a file has changed, or
 * when the caller asks; what cannot be used is refused with a line in the log, and the ones before it stay. Connections
 * that are open keep what they began with. Runs on the port's thread, where a poll costs a stat of each file on Node's thread pool.
 */
import { stat } from 'node:fs/promises';
import type { SecureContext, SecureContextOptions } from 'node:tls';
import type { Logger } from '../logger.js';
import type { TlsConfig } from './config.js';
import { filesOf, loadTls, type TlsMaterial } from './load.js';

export interface TlsCredentialsOptions {
  config: TlsConfig;
  /** How often the files are looked at: a watch on them would miss an editor's rename or a symbolic link that is moved. */
  reloadMs: number;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** Calls `tick` each so many ms until the returned function is called. */
  every?: (ms: number, tick: () => void) => () => void;
}

const everyInterval = (ms: number, tick: () => void) => {
  const timer = setInterval(tick, ms).unref();
  return () => clearInterval(timer);
};

export class TlsCredentials {
  private readonly files: readonly string[];
  private readonly listeners = new Set<(fallback: SecureContextOptions) => void>();
  private readonly stopPolling: () => void;
  /** The look at the files that is under way. */
  private polling: Promise<void> | null = null;
  /** The load that is under way, and the one after it, which all share who ask meanwhile. */
  private running: Promise<boolean> = Promise.resolve(true);
  private next: Promise<boolean> | null = null;
  /** Why the last load was refused; null: it was not. */
  private refusal: string | null = null;

  private constructor(
    private readonly options: TlsCredentialsOptions,
    private material: TlsMaterial,
    private seen: string,
  ) {
    this.files = filesOf(options.config);
    this.stopPolling = (options.every ?? everyInterval)(options.reloadMs, () => void this.poll());
    options.logger.info(`TLS certificates: ${material.summary}`);
  }

  /** @throws OperationalError TLS_UNREADABLE, TLS_INVALID, TLS_KEY_MISMATCH */
  static async open(options: TlsCredentialsOptions): Promise<TlsCredentials> {
    const seen = await fingerprint(filesOf(options.config));
    return new TlsCredentials(options, await loadTls(options.config), seen);
  }

  get asksClient(): boolean {
    return this.options.config.clientCaFile !== undefined;
  }

  get requiresClient(): boolean {
    return this.options.config.requireClientCertificate;
  }

  get hasHosts(): boolean {
    return this.material.hosts.size > 0;
  }

  /** For who asks for no name, or for one that is not known. */
  get fallback(): SecureContextOptions {
    return this.material.fallback;
  }

  /** For a client that asks for this name: its own, else of its wildcard, else undefined: the fallback. */
  contextFor(serverName: string): SecureContext | undefined {
    const { hosts } = this.material;
    const name = serverName.toLowerCase();
    return hosts.get(name) ?? hosts.get(`*${name.slice(name.indexOf('.'))}`);
  }

  /** Tells each new fallback until the returned function is called. */
  onChange(listener: (fallback: SecureContextOptions) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Looks at the files, and loads them when one has changed or the last load was refused. Never rejects. */
  poll(): Promise<void> {
    this.polling ??= this.look().finally(() => {
      this.polling = null;
    });
    return this.polling;
  }

  /** Loads the files now, changed or not. True: new connections get what they hold. False: refused, and the log says why. */
  reload(): Promise<boolean> {
    this.next ??= this.running.then(() => {
      this.next = null;
      this.running = this.load();
      return this.running;
    });
    return this.next;
  }

  /** Looks at the files no more; what was loaded last stays in use. */
  close(): void {
    this.stopPolling();
  }

  private async look(): Promise<void> {
    const changed = (await fingerprint(this.files)) !== this.seen;
    if (changed || this.refusal !== null) await this.reload();
  }

  private async load(): Promise<boolean> {
    const { config, logger } = this.options;
    // taken before the files are read: what changes meanwhile is met by the next look
    this.seen = await fingerprint(this.files);
    try {
      const material = await loadTls(config);
      for (const listener of this.listeners) listener(material.fallback);
      this.material = material;
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.refusal) logger.warn(`TLS certificates: not loaded again, the ones in use stay: ${message}`);
      this.refusal = message;
      return false;
    }
    this.refusal = null;
    logger.info(`TLS certificates: loaded again: ${this.material.summary}`);
    return true;
  }
}

/** Tells one state of the files from another without reading them. */
async function fingerprint(files: readonly string[]): Promise<string> {
  const each = files.map(async (file) => {
    try {
      const { mtimeMs, size, ino } = await stat(file);
      return `${mtimeMs} ${size} ${ino}`;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    }
  });
  return (await Promise.all(each)).join('|');
}

/**
 * A real nats-server for tests: found on the machine, or installed. It can be killed and started again on the same port.
 */
import { findNatsServer, type NatsServer, startNatsServer } from '../../marketdata/nats-binary.js';
import { installPackages } from './packages.js';

const MISSING =
  'nats-server: expected one on the PATH or in /usr/sbin, /usr/bin, /usr/local/bin; install it ' +
  '(Debian, Ubuntu: apt-get install nats-server; macOS: brew install nats-server; or https://nats.io/download)';

let found: string | null = null;

/** Path of a nats-server; which is installed when there is none. */
export function natsServerBinary(): string {
  found ??= findNatsServer() ?? install();
  return found;
}

function install(): string {
  const why = installPackages('nats-server');
  const path = findNatsServer();
  if (path === null) throw new Error(`${MISSING}\n${why}`);
  return path;
}

export class TestNatsServer {
  private constructor(private server: NatsServer) {}

  static async start(): Promise<TestNatsServer> {
    return new TestNatsServer(await startNatsServer(natsServerBinary()));
  }

  get url(): string {
    return this.server.url;
  }

  /** `kill -9`; resolves once it is gone. */
  async kill(): Promise<void> {
    const { process: child } = this.server;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** Stops it from doing anything, its connections still up; resume() undoes it. */
  freeze(): void {
    this.server.process.kill('SIGSTOP');
  }

  resume(): void {
    this.server.process.kill('SIGCONT');
  }

  /** Starts it again on the port that it had. */
  async restart(): Promise<void> {
    await this.server.stop();
    this.server = await startNatsServer(natsServerBinary(), this.server.port);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}

/** The FIX engine jspurefix as a counterparty: sessions that write down what they say and hear, and the means to start one. */
import 'reflect-metadata';
import { createRequire } from 'node:module';
import type * as Jspurefix from 'jspurefix';
import { expect } from 'vitest';

const { AsciiSession, EmptyLogFactory, SessionLauncher } = createRequire(import.meta.url)('jspurefix') as typeof Jspurefix;

export abstract class PureSession extends AsciiSession {
  readonly wire: string[] = [];
  readonly ready: Promise<void>;
  private markReady: () => void = () => {};

  constructor(config: Jspurefix.IJsFixConfig) {
    super(config);
    this.ready = new Promise((resolve) => {
      this.markReady = resolve;
    });
  }

  /** The line goes dead: no Logout. */
  cut(): void {
    (this.transport as unknown as { duplex: { destroy(): void } }).duplex.destroy();
  }

  protected override onReady(): void {
    this.markReady();
  }
  protected override onDecoded(_: string, text: string): void {
    this.wire.push(`in  ${text}`);
  }
  protected override onEncoded(_: string, text: string): void {
    this.wire.push(`out ${text}`);
  }
  protected override onStopped(): void {}
  protected override onLogon(): boolean {
    return true;
  }
}

class Launcher<S extends PureSession> extends SessionLauncher {
  session: S | null = null;

  constructor(
    port: number,
    private readonly make: new (config: Jspurefix.IJsFixConfig) => S,
    options: Readonly<Record<string, unknown>>,
  ) {
    const { dictionary = 'repo44', ...others } = options;
    const description = {
      application: {
        type: 'initiator',
        name: 'counterparty',
        reconnectSeconds: 1,
        tcp: { host: '127.0.0.1', port },
        protocol: 'ascii',
        dictionary,
      },
      Username: 'counterparty',
      Password: 'unused',
      EncryptMethod: 0,
      // its default of seven digits is more than a BodyLength may have here
      BodyLengthChars: 6,
      HeartBtInt: 30,
      SenderCompId: 'JSPURE',
      TargetCompID: 'BUTTONWOOD',
      TargetSubID: 'FIX',
      BeginString: 'FIX.4.4',
      ...others,
    };
    super(description as unknown as Jspurefix.ISessionDescription, null, new EmptyLogFactory());
  }

  protected override makeFactory(): Jspurefix.EngineFactory {
    return {
      makeSession: (config: Jspurefix.IJsFixConfig) => {
        this.session = new this.make(config);
        return this.session;
      },
    } as unknown as Jspurefix.EngineFactory;
  }
}

/** Connects and logs on; resolves with the session once it is up. @param options of its session description */
export async function logOnPure<S extends PureSession>(
  port: number,
  make: new (config: Jspurefix.IJsFixConfig) => S,
  options: Readonly<Record<string, unknown>>,
): Promise<S> {
  const launcher = new Launcher(port, make, options);
  void launcher.run().catch(() => {}); // ends with an error when it is cut off
  await expect.poll(() => launcher.session !== null, { timeout: 20_000 }).toBe(true);
  await launcher.session!.ready;
  return launcher.session!;
}

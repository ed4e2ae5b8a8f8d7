/** The QuickFIX initiator of this folder as a child process: commands in, events out, killed when a test wants it killed. */
import { LineProcess } from '../../bench/quickfix.js';

/** See initiator.cpp. */
export interface BrokerEvent {
  event: 'logon' | 'logout' | 'appIn' | 'appOut' | 'adminIn' | 'adminOut' | 'error';
  msgType: string;
  msgSeqNum: number;
  possDup: boolean;
  /** Header and body by tag. */
  fields: Readonly<Record<string, string>>;
  text?: string;
}

export class QuickFixBroker {
  /** All that has come. */
  readonly events: BrokerEvent[] = [];
  private readonly process: LineProcess;
  /** Events before this one have been waited for. */
  private seen = 0;

  /** @param settings QuickFIX's, by name */
  constructor(binary: string, settings: Readonly<Record<string, string>>) {
    this.process = new LineProcess(
      binary,
      Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    );
  }

  send(command: string): void {
    this.process.send(command);
  }

  /** The next event of the kind and, with it, MsgType; those before it are passed over. */
  async next(event: BrokerEvent['event'], msgType?: string): Promise<BrokerEvent> {
    for (;;) {
      if (this.seen === this.events.length) this.events.push(await this.process.next<BrokerEvent>());
      const found = this.events[this.seen++];
      if (found.event === 'error') throw new Error(`the broker: ${found.text}`);
      if (found.event === event && (msgType === undefined || found.msgType === msgType)) return found;
    }
  }

  /** The next ExecutionReport's fields. */
  async report(): Promise<Readonly<Record<string, string>>> {
    return (await this.next('appIn', '8')).fields;
  }

  /** `kill -9`; resolves when it is gone. */
  async kill(): Promise<void> {
    this.process.child.kill('SIGKILL');
    await this.process.ended;
  }

  /** Ends in good order; resolves with the exit code. */
  quit(): Promise<number | null> {
    this.process.send('quit');
    return this.process.ended;
  }
}

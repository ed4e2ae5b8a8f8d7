/** The brokers' process, as the demo sees it: started, told to stop, and heard. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BrokersStatus, BrokersTask, FromBrokers, ToBrokers } from './messages.js';

export interface BrokersListener {
  ready(resumed: boolean): void;
  notice(text: string): void;
  failed(message: string): void;
}

export class BrokersProcess {
  status: BrokersStatus | null = null;
  private readonly child: ChildProcess;
  private readonly ended: Promise<number>;
  private stopping = false;

  constructor(task: BrokersTask, listener: BrokersListener) {
    this.child = fork(fileURLToPath(new URL('./brokers.js', import.meta.url)), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true, // Ctrl-C reaches the demo alone; the brokers end when told, or when the demo is gone
    });
    this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve(code ?? (signal ? 128 : 1))));
    this.child.on('message', (message: FromBrokers) => {
      if (message.type === 'status' || message.type === 'stopped') this.status = message.status;
      else if (message.type === 'ready') listener.ready(message.resumed);
      else if (message.type === 'notice') listener.notice(message.text);
      else listener.failed(message.message);
    });
    void this.ended.then((code) => {
      if (!this.stopping) listener.failed(`the brokers' process ended with code ${code}`);
    });
    this.send({ type: 'start', task });
  }

  /** Logs every broker out and saves the sequence numbers; resolves with the exit code. */
  stop(): Promise<number> {
    this.stopping = true;
    this.send({ type: 'stop' });
    return this.ended;
  }

  private send(message: ToBrokers): void {
    if (this.child.connected) this.child.send(message);
  }
}

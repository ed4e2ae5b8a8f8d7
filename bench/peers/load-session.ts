/** One FIX session of the load generator. */
import { FixClient } from '../../gateway/fix/client/client.js';
import type { ClientMessage } from '../../gateway/fix/client/message.js';
import type { NewOrder } from '../../gateway/fix/client/orders.js';
import type { LoadTask } from '../load.js';

export interface LoadListener {
  onAcknowledged(clOrdId: string, rejected: boolean): void;
  onFill(): void;
  onDown(reason: string): void;
}

export class LoadSession {
  /** Of an order and of its acknowledgement: the last that were seen, for the floor. */
  requestBytes = 0;
  answerBytes = 0;
  private readonly client: FixClient;
  private readonly next: NewOrder;
  private ending = false;

  constructor(
    private readonly task: LoadTask,
    private readonly name: string,
    private readonly listener: LoadListener,
  ) {
    this.next = { clOrdId: '', symbol: '', side: '1', qty: 100, price: task.price, account: 'BENCH' };
    this.client = new FixClient(
      { senderCompId: name, targetCompId: task.targetCompId, resetSeqNum: true },
      {
        onExecution: (message) => this.onExecution(message),
        onReject: (message) => listener.onDown(`${name}: the exchange rejected a message: ${message.text(58)}`),
        onClose: (reason) => {
          if (!this.ending) listener.onDown(`${name}: ${reason}`);
        },
      },
    );
  }

  logOn(): Promise<void> {
    return this.client.connect(this.task.host, this.task.port);
  }

  logOut(): Promise<void> {
    this.ending = true;
    return this.client.logout();
  }

  /** False when the socket takes nothing now. */
  order(clOrdId: string, symbol: string, buy: boolean): boolean {
    this.next.clOrdId = clOrdId;
    this.next.symbol = symbol;
    this.next.side = buy ? '1' : '2';
    return this.client.newOrder(this.next) > 0;
  }

  /** To the socket now; it happens by itself at the end of a turn. */
  flush(): void {
    this.client.flush();
  }

  private onExecution(message: ClientMessage): void {
    const execType = message.execType;
    if (this.answerBytes === 0) this.measure(message);
    if (execType === 'F') this.listener.onFill();
    else this.listener.onAcknowledged(message.clOrdId, execType === '8');
  }

  private measure(message: ClientMessage): void {
    this.answerBytes = message.toString().length;
    this.requestBytes = requestLength(this.name, this.task, this.next);
  }
}

/** The bytes of an order as it goes out: what frames the body has a fixed length but for the numbers in it. */
function requestLength(name: string, task: LoadTask, order: NewOrder): number {
  const body = `35=D|49=${name}|56=${task.targetCompId}|34=10000|52=20260101-00:00:00.000000|11=${order.clOrdId}|1=BENCH|21=1|55=${order.symbol}|54=1|60=20260101-00:00:00.000000|38=100|40=2|44=${task.price}|59=0|`;
  return `8=FIX.4.4|9=${body.length}|${body}10=000|`.length;
}

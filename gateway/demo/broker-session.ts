/** A broker's FIX session: the client with the demo's messages, and its sequence numbers from run to run. */
import { FixClient } from '../fix/client/client.js';
import type { ClientMessage } from '../fix/client/message.js';
import { FixClientState } from '../fix/client/state.js';
import type { Broker, Execution, OrderEntry } from './broker.js';
import { dollars } from './listings.js';
import type { Intent } from './market.js';
import type { BrokersTask } from './messages.js';
import type { SavedSession } from './session-file.js';

const RECONNECT_MS = 1000;
const HEARTBEAT_S = 30;

export class BrokerSession implements OrderEntry {
  listener: Broker | null = null;
  private readonly client: FixClient;
  private readonly execution: Execution = { clOrdId: '', origClOrdId: '', execType: '', leavesQty: 0, possDup: false };
  private ending = false;

  constructor(
    private readonly task: BrokersTask,
    readonly name: string,
    saved: SavedSession | undefined,
    notice: (text: string) => void,
  ) {
    this.client = new FixClient(
      {
        senderCompId: name,
        targetCompId: task.targetCompId,
        heartBtIntS: HEARTBEAT_S,
        state: saved ? FixClientState.from(saved) : new FixClientState(),
      },
      {
        onExecution: (message) => this.onExecution(message),
        onCancelReject: (message) => this.listener?.onCancelReject(message.clOrdId, message.origClOrdId),
        onReject: (message) => notice(`${name}: the exchange rejected a message: ${message.text(58)}`),
        onClose: () => this.onClose(),
      },
    );
  }

  get isUp(): boolean {
    return this.client.isUp;
  }

  logOn(): Promise<void> {
    return this.client.connect(this.task.host, this.task.port);
  }

  logOut(): Promise<void> {
    this.ending = true;
    return this.client.logout();
  }

  numbers(): SavedSession {
    const { nextIn, nextOut } = this.client.state;
    return { nextIn, nextOut };
  }

  massCancel(clOrdId: string): void {
    this.client.massCancel({ clOrdId });
  }

  newOrder(clOrdId: string, account: string, symbol: string, intent: Intent): boolean {
    const { buy, market, immediate, priceTicks, qty } = intent;
    const seqNum = this.client.newOrder({
      clOrdId,
      account,
      symbol,
      side: buy ? '1' : '2',
      qty,
      price: market ? undefined : dollars(priceTicks),
      timeInForce: immediate ? '3' : '0',
    });
    return seqNum > 0;
  }

  cancel(clOrdId: string, origClOrdId: string, symbol: string, buy: boolean, qty: number): boolean {
    return this.client.cancel({ clOrdId, origClOrdId, symbol, side: buy ? '1' : '2', qty }) > 0;
  }

  replace(clOrdId: string, origClOrdId: string, symbol: string, buy: boolean, qty: number, price: string): boolean {
    return this.client.replace({ clOrdId, origClOrdId, symbol, side: buy ? '1' : '2', qty, price }) > 0;
  }

  private onExecution(message: ClientMessage): void {
    const { execution } = this;
    execution.clOrdId = message.clOrdId;
    execution.origClOrdId = message.origClOrdId;
    execution.execType = message.execType;
    execution.leavesQty = message.leavesQty;
    execution.possDup = message.possDup;
    this.listener?.onExecution(execution, performance.now());
  }

  private onClose(): void {
    if (this.ending) return;
    setTimeout(() => {
      if (!this.ending) this.logOn().catch(() => {}); // onClose is told as well
    }, RECONNECT_MS);
  }
}

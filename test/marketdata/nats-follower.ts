/** A subscriber on its own NATS connection: the reference client over real subjects, and its requests for snapshots. */
import { unpack } from 'msgpackr';
import { connect, type NatsConnection } from 'nats';
import { MarketDataClient } from '../../marketdata/client.js';
import type { Message } from '../../marketdata/messages.js';

export class NatsFollower {
  readonly client: MarketDataClient;
  readonly messages: Message[] = [];
  private failed = false;

  private constructor(
    readonly connection: NatsConnection,
    symbols: readonly string[],
  ) {
    this.client = new MarketDataClient({
      requestSnapshot: (instrument) => void this.request(symbols[instrument]),
      onMessage: (message) => this.messages.push(message),
    });
  }

  /** @param tokens the symbols as subjects have them, by instrument */
  static async connect(url: string, tokens: readonly string[], subjects = ['md.v1.XBTN.>']): Promise<NatsFollower> {
    const connection = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 50, reconnectJitter: 0 });
    const follower = new NatsFollower(connection, tokens);
    for (const subject of subjects) {
      connection.subscribe(subject, { callback: (_error, message) => follower.client.take(unpack(message.data)) });
    }
    await connection.flush();
    return follower;
  }

  /** Asks again for what could not be had: a subscriber would do so after a pause. */
  retryFailed(): void {
    if (!this.failed) return;
    this.failed = false;
    this.client.retry();
  }

  private async request(token: string): Promise<void> {
    try {
      const reply = await this.connection.request(`svc.md.v1.snapshot.${token}`, undefined, { timeout: 2000 });
      if (reply.headers?.has('Nats-Service-Error-Code')) throw new Error(reply.headers.get('Nats-Service-Error'));
      this.client.take(unpack(reply.data));
    } catch {
      this.failed = true;
    }
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}

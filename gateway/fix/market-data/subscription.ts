/**
 * One symbol of one request, and where it stands with its subscriber. Door's thread. It owes a full refresh at first, after a gap in the
 * feed, and when its subscriber has fallen behind; until that is sent, changes of the state are not, as it will contain them.
 */

import { latin1 } from '../writer.js';
import type { MarketDataRequest } from './request.js';
import type { Subscriber } from './subscriber.js';
import type { View } from './view.js';

/** What a request has asked for, for as long as it lives. */
export class LiveRequest {
  /** 262=… as it stands in each message of it. */
  readonly field: Uint8Array;
  readonly subscriptions: Subscription[] = [];

  constructor(readonly request: MarketDataRequest) {
    this.field = latin1(`262=${request.id}\x01`);
  }
}

export class Subscription {
  owesFull = true;
  /** Its first full refresh has been sent: from there on it gets everything that happens. */
  started = false;
  ended = false;

  constructor(
    readonly subscriber: Subscriber,
    readonly live: LiveRequest,
    readonly view: View,
  ) {}

  /** A message with this body is for it. @param body its number */
  offer(body: number, isLasting: boolean): void {
    if (this.owesFull && !(isLasting && this.started)) return;
    this.subscriber.take(this, body);
  }

  /** It is told anew. */
  owe(): void {
    this.owesFull = true;
    this.subscriber.owe(this);
  }
}

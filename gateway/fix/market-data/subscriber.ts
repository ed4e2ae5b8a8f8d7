/**
 * The market data of one session: its live requests, what this turn has for it, and the full refreshes that it is owed. Door's thread.
 * While its socket takes nothing more, changes of the state are left out, a full refresh being owed instead; what has happened (trades)
 * waits with its sender, in order, however late it is. So a slow consumer holds nobody, and misses nothing silently.
 */
import type { Limits } from '../../config.js';
import { BusinessReason } from '../answers.js';
import type { Version } from '../dialect/tables.js';
import type { FixParser } from '../parser.js';
import type { Validator } from '../validate.js';
import type { Bodies } from './bodies.js';
import type { Books } from './books.js';
import type { LocalSender } from './local-sender.js';
import { type MarketDataRequest, type Refusal, Refused, type RequestReader, RequestType } from './request.js';
import { LiveRequest, Subscription } from './subscription.js';
import type { View } from './view.js';

/** What the subscribers of a door share. */
export interface SubscriberContext {
  readonly limits: Limits;
  readonly books: Books;
  readonly reader: RequestReader;
  /** Bodies of what has changed, valid until all have been given theirs. */
  readonly updates: Bodies;
  /** Bodies of full refreshes. */
  readonly fulls: Bodies;
  /** Number of the body of a full refresh in `fulls`. */
  putFull(view: View): number;
  /** Calls deliver() at the end of the turn. */
  ready(subscriber: Subscriber): void;
}

/** Why a request is not taken: a Refusal, or an unsubscription of what is not known. */
export type Problem = Refusal | { businessReason: number; text: string };

export class Subscriber {
  /** Of the session's connection. */
  sender: LocalSender | null = null;
  /** Whether it stands in the list of those who are to be given theirs. */
  listed = false;
  private readonly requests = new Map<string, LiveRequest>();
  /** Symbols subscribed to, one for each request. */
  private count = 0;
  /** What this turn has for it: subscription and body. */
  private takers: Subscription[] = [];
  private bodies: number[] = [];
  private taken = 0;
  /** Those that owe a full refresh of a valid book, in the order in which they came to owe it. */
  private readonly owing = new Set<Subscription>();

  constructor(private readonly context: SubscriberContext) {}

  /** Takes a MarketDataRequest that has passed the dictionary; null: it is done or under way. */
  request(p: FixParser, validator: Validator, version: Version, withinLimit: boolean): Problem | null {
    const id = p.text(validator.find(262));
    if (!withinLimit) return { code: Refused.bandwidth, text: 'over the limit of messages per second' };
    if (p.buffer[p.offset[validator.find(263)]] === RequestType.unsubscribe) return this.unsubscribe(id);
    if (this.requests.has(id)) return { code: Refused.duplicateId, text: `MDReqID: ${id} is in use by this session` };
    const request = this.context.reader.read(p, validator);
    if ('code' in request) return request;
    const { fixSubscriptions } = this.context.limits;
    if (this.count + request.instruments.length > fixSubscriptions) {
      const got = `${this.count} and ${request.instruments.length} more`;
      return { code: Refused.bandwidth, text: `expected at most ${fixSubscriptions} symbols a session, got ${got}` };
    }
    this.subscribe(request, version);
    return null;
  }

  private subscribe(request: MarketDataRequest, version: Version): void {
    const live = new LiveRequest(request);
    const { depth, types, refresh, type, instruments } = request;
    const selection = { version, depth, types, refresh: refresh && type === RequestType.subscribe };
    this.requests.set(request.id, live);
    this.count += instruments.length;
    for (const { index } of instruments) {
      const view = this.context.books.follow(index, selection);
      const subscription = new Subscription(this, live, view);
      live.subscriptions.push(subscription);
      view.subscriptions.push(subscription);
      if (view.book.valid) this.owe(subscription);
    }
  }

  private unsubscribe(id: string): Problem | null {
    const live = this.requests.get(id);
    if (live === undefined) {
      return { businessReason: BusinessReason.unknownId, text: 'MDReqID: expected that of a live request of this session' };
    }
    for (const subscription of live.subscriptions) this.end(subscription);
    this.requests.delete(id);
    return null;
  }

  private end(subscription: Subscription): void {
    if (subscription.ended) return;
    subscription.ended = true;
    this.count--;
    this.owing.delete(subscription);
    this.context.books.leave(subscription);
  }

  /** The session has ended, or is about to. */
  close(): void {
    for (const { subscriptions } of this.requests.values()) for (const each of subscriptions) this.end(each);
    this.requests.clear();
    this.taken = 0;
  }

  // ---- what is to be sent

  /** A body of this turn is for it. */
  take(subscription: Subscription, body: number): void {
    this.takers[this.taken] = subscription;
    this.bodies[this.taken++] = body;
    this.context.ready(this);
  }

  owe(subscription: Subscription): void {
    this.owing.add(subscription);
    this.context.ready(this);
  }

  /** The socket takes more again. */
  readonly wake = (): void => {
    if (this.owing.size > 0) this.context.ready(this);
  };

  /** Sends what this turn has, then what it owes as far as the socket and the turn's bytes go; whether more is to be done at once. */
  deliver(): boolean {
    const { sender } = this;
    if (sender === null) return false;
    this.passAll();
    sender.beginTurn();
    let bytes = 0;
    for (const subscription of this.owing) {
      if (!sender.ready() || bytes >= this.context.limits.fixSendBytesPerTurn) break;
      bytes += this.refresh(sender, subscription);
    }
    if (bytes > 0) sender.flush();
    return this.owing.size > 0 && sender.ready();
  }

  /** Passes on what this turn has so far. */
  passAll(): void {
    const { sender } = this;
    const { updates } = this.context;
    const { taken } = this;
    this.taken = 0;
    if (sender === null || taken === 0) return;
    sender.beginTurn();
    for (let i = 0; i < taken; i++) this.pass(sender, this.takers[i], this.bodies[i], updates);
    sender.flush();
  }

  private pass(sender: LocalSender, subscription: Subscription, body: number, updates: Bodies): void {
    if (subscription.ended || sender.send(subscription, body, updates)) return;
    if (updates.isLasting(body)) sender.keep(subscription, body, updates);
    else subscription.owe();
  }

  /** Sends a full refresh; returns its bytes. */
  private refresh(sender: LocalSender, subscription: Subscription): number {
    const { view, live } = subscription;
    this.owing.delete(subscription);
    if (!view.book.valid) return 0; // comes again when the book is told anew
    const { fulls } = this.context;
    const body = this.context.putFull(view);
    if (!sender.send(subscription, body, fulls)) {
      this.owing.add(subscription);
      return 0;
    }
    subscription.owesFull = false;
    subscription.started = true;
    if (live.request.type === RequestType.snapshot) this.done(subscription);
    return fulls.length(body);
  }

  /** A snapshot has been sent, and its request ends with the last. */
  private done(subscription: Subscription): void {
    const { live } = subscription;
    this.end(subscription);
    if (live.subscriptions.every(({ ended }) => ended)) this.requests.delete(live.request.id);
  }
}

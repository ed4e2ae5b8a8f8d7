/**
 * One WebSocket: takes its messages apart, answers what is wrong with them, and watches how far its reader is behind.
 * Web door's thread. It must never drop a message silently: a slow reader gets fewer states of book and best prices, and
 * says so; one that stays slow is closed with code 4008.
 */
import { Stat } from '../../engine/stats.js';
import { FeedClass } from '../../marketdata/messages.js';
import { TokenBucket } from '../token-bucket.js';
import { decode, type Encoding, encode, type Outgoing } from './codec.js';
import { CloseCode } from './codes.js';
import type { Hub, Session } from './hub.js';
import { instrumentObject } from './instruments.js';
import { type ClientMessage, idOfMessage, type MessageId, type Op, parseMessage } from './messages.js';
import type { Problem } from './order-entry.js';
import { Subscriber, type SubscriberSocket } from './subscriber.js';
import type { WebSocket } from './uws.js';
import { type SessionSocket, WebSession } from './web-session.js';

/** Messages that could not be understood, after which the connection ends. */
const MALFORMED_MAX = 10;

export class Connection implements SubscriberSocket, SessionSocket {
  open = true;
  readonly subscriber: Subscriber;
  private session: WebSession | null = null;
  private readonly bucket: TokenBucket;
  /** Since when more than webConflateBytes wait; 0: not so. */
  private behindSinceUs = 0;
  private malformed = 0;

  constructor(
    private readonly ws: WebSocket<Session>,
    readonly encoding: Encoding,
    private readonly hub: Hub,
  ) {
    this.subscriber = new Subscriber(this, hub.feed, hub.desk);
    this.bucket = new TokenBucket(hub.limits.messagesPerSecond);
  }

  get behind(): boolean {
    return this.behindSinceUs !== 0;
  }

  take(message: ArrayBuffer, isBinary: boolean): void {
    this.hub.stats.add(Stat.webMessagesIn, 1);
    const { webMessageBytes } = this.hub.limits;
    if (message.byteLength > webMessageBytes) {
      const text = `expected at most ${webMessageBytes} bytes, got ${message.byteLength}`;
      this.refuse(undefined, { code: 'TOO_LARGE', message: text });
      this.end(CloseCode.tooBig, text);
      return;
    }
    if (!this.bucket.take(this.hub.clock.nowUs())) {
      const text = `expected at most ${this.hub.limits.messagesPerSecond} messages a second`;
      this.refuse(undefined, { code: 'TOO_MANY_MESSAGES', message: text });
      return;
    }
    let value: unknown;
    try {
      value = decode(message, isBinary);
    } catch (error) {
      const kind = isBinary ? 'msgpack' : 'JSON';
      this.refuseMalformed(undefined, `expected a ${kind} object with an op, got no ${kind}: ${(error as Error).message}`);
      return;
    }
    const parsed = parseMessage(value);
    if ('problem' in parsed) this.refuseMalformed(idOfMessage(value), parsed.problem);
    else this.act(parsed);
  }

  private act(message: ClientMessage): void {
    switch (message.op) {
      case 'subscribe':
        this.subscribe(message);
        return;
      case 'unsubscribe':
        this.unsubscribe(message);
        return;
      case 'ping':
        this.tell({ id: message.id, event: 'pong', timeUs: this.hub.clock.nowUs() });
        return;
      case 'logon':
        this.logon(message);
        return;
      case 'logout':
        this.withSession(message.id, (session) => this.hub.orders.logout(session, message.id));
        return;
      case 'cancelAfter':
        this.withSession(message.id, (session) => this.hub.orders.cancelAfter(session, message));
        return;
      default:
        this.withSession(message.id, (session) => this.hub.orders.order(session, message));
    }
  }

  private logon(message: Op<'logon'>): void {
    if (this.session && this.session.state !== 'ended') {
      const text = `expected one session a connection; ${this.session.logon.session} is on this one: log out first`;
      this.refuse(message.id, { code: 'ALREADY_LOGGED_ON', message: text });
      return;
    }
    const session = this.hub.orders.logon(this, message);
    if (session instanceof WebSession) this.session = session;
    else this.refuse(message.id, session);
  }

  private withSession(id: MessageId, act: (session: WebSession) => Problem | null): void {
    const problem: Problem | null = this.session
      ? act(this.session)
      : { code: 'NOT_LOGGED_ON', message: 'expected a logon first: {"op":"logon","session":"NAME"}' };
    if (problem) this.refuse(id, problem);
  }

  private subscribe(message: Op<'subscribe'>): void {
    const instruments = this.instrumentsOf(message);
    if (!instruments) return;
    const classes = [...new Set(message.classes)].map((name) => FeedClass[name]);
    let added = 0;
    for (const { index } of instruments) for (const c of classes) if (!this.subscriber.has(index, c)) added++;
    const { webSubscriptions } = this.hub.limits;
    if (this.subscriber.count + added > webSubscriptions) {
      const got = `${this.subscriber.count} and ${added} more`;
      const text = `expected at most ${webSubscriptions} subscriptions (a class of a symbol each) a connection, got ${got}`;
      this.refuse(message.id, { code: 'TOO_MANY_SUBSCRIPTIONS', message: text });
      return;
    }
    this.tell({
      id: message.id,
      event: 'subscribed',
      classes: message.classes,
      instruments: instruments.map(instrumentObject),
    });
    for (const { index } of instruments) for (const c of classes) this.subscriber.subscribe(index, c);
    this.subscriber.pump();
  }

  private unsubscribe(message: Op<'unsubscribe'>): void {
    const instruments = this.instrumentsOf(message);
    if (!instruments) return;
    let removed = 0;
    for (const { index } of instruments) {
      for (const name of message.classes) if (this.subscriber.unsubscribe(index, FeedClass[name])) removed++;
    }
    this.tell({ id: message.id, event: 'unsubscribed', removed });
  }

  private instrumentsOf(message: Op<'subscribe' | 'unsubscribe'>) {
    const { directory } = this.hub;
    if (message.symbols.length === 1 && message.symbols[0] === '*') return directory.instruments;
    const unique = [...new Set(message.symbols)];
    const unknown = unique.find((symbol) => !directory.instrument(symbol));
    if (unknown === undefined) return unique.map((symbol) => directory.instrument(symbol)!);
    this.refuse(message.id, { code: 'unknownSymbol', message: `symbols: expected listed symbols, got ${unknown}` });
    return null;
  }

  private refuse(id: MessageId, error: Problem): void {
    this.tell({ id, event: 'error', error });
  }

  private refuseMalformed(id: MessageId, message: string): void {
    this.refuse(id, { code: 'BAD_MESSAGE', message });
    if (++this.malformed >= MALFORMED_MAX) this.end(CloseCode.malformed, `${MALFORMED_MAX} messages were malformed`);
  }

  tell(message: object): void {
    this.write(encode(message, this.encoding));
  }

  deliver(message: Outgoing): void {
    this.write(message.as(this.encoding));
  }

  private write(bytes: string | Uint8Array): void {
    if (!this.open) return;
    this.hub.stats.add(Stat.webMessagesOut, 1);
    this.ws.send(bytes, this.encoding === 'msgpack');
    this.check(this.hub.clock.nowUs());
  }

  sendAll(batch: readonly (string | Uint8Array)[]): void {
    if (!this.open) return;
    this.hub.stats.add(Stat.webMessagesOut, batch.length);
    this.ws.cork(() => {
      for (const bytes of batch) this.ws.send(bytes, this.encoding === 'msgpack');
    });
    this.check(this.hub.clock.nowUs());
  }

  join(topic: string): void {
    if (this.open) this.ws.subscribe(topic);
  }

  leave(topic: string): void {
    if (this.open) this.ws.unsubscribe(topic);
  }

  /** Looks at what waits to be sent: conflates, closes, or goes on. */
  check(nowUs: number): void {
    if (!this.open) return;
    const { webConflateBytes, webCloseBytes, webCloseMs } = this.hub.limits;
    const bytes = this.ws.getBufferedAmount();
    if (bytes > webCloseBytes) {
      this.end(CloseCode.slow, `slow consumer: ${bytes} bytes wait, at most ${webCloseBytes} may`);
    } else if (bytes > webConflateBytes) {
      if (this.behindSinceUs === 0) this.fallBehind(nowUs);
      else if (nowUs - this.behindSinceUs > webCloseMs * 1000) {
        this.end(CloseCode.slow, `slow consumer: more than ${webConflateBytes} bytes wait for ${webCloseMs} ms`);
      }
    } else if (this.behindSinceUs !== 0 && bytes <= webConflateBytes / 2) {
      this.behindSinceUs = 0;
      if (this.subscriber.count > 0) this.tell({ event: 'caughtUp' });
      this.subscriber.pump();
      if (this.session) this.hub.orders.wake(this.session);
    }
  }

  private fallBehind(nowUs: number): void {
    this.behindSinceUs = nowUs;
    this.hub.anyBehind = true;
    if (this.subscriber.count === 0) return;
    this.subscriber.conflate();
    this.tell({
      event: 'conflated',
      classes: ['l2', 'bbo'],
      reason: 'slow consumer: a new state follows once you have caught up',
    });
  }

  end(code: number, reason: string): void {
    if (this.open) this.ws.end(code, reason);
  }

  /** The library says that the socket is gone. Nothing may be sent from here on. */
  closed(): void {
    this.open = false;
    this.subscriber.close();
    if (this.session) this.hub.orders.end(this.session);
  }
}

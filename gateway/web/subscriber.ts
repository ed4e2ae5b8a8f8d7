/**
 * One connection's market data. A subscription waits until market data has told the present state, then is live. Those of
 * a connection that falls behind wait again (L2 and BBO only): what they missed is made good by one new state each.
 *
 *   waiting ──asked for──► asked ──answered──► live ──behind, or subscribed again──► waiting
 */
import { CLASS_SPAN, FeedClass } from '../../marketdata/messages.js';
import type { Outgoing } from './codec.js';
import { classOfKey, HEARTBEAT_KEY, type MarketFeed, type TopicMember, topicKey } from './market-feed.js';
import type { SnapshotDesk, Waiter } from './snapshots.js';

/** Snapshots under way for one connection: they must not fill its backlog by themselves. */
const ASKED_MAX = 4;

type State = 'waiting' | 'asked' | 'live';

export interface SubscriberSocket extends TopicMember {
  /** Whether the connection takes more now. */
  readonly behind: boolean;
  deliver(message: Outgoing): void;
}

function canConflate(feedClass: number): boolean {
  return feedClass === FeedClass.l2 || feedClass === FeedClass.bbo;
}

export class Subscriber implements Waiter {
  private readonly states = new Map<number, State>();
  /** Instruments with something waiting, in the order in which they came. */
  private readonly queue = new Set<number>();
  private readonly asked = new Set<number>();
  private heartbeats = false;

  constructor(
    private readonly socket: SubscriberSocket,
    private readonly feed: MarketFeed,
    private readonly desk: SnapshotDesk,
  ) {}

  get count(): number {
    return this.states.size;
  }

  has(instrument: number, feedClass: number): boolean {
    return this.states.has(topicKey(instrument, feedClass));
  }

  /** Subscribing again asks for the present state anew: what a client does that has seen a gap. The caller calls pump(). */
  subscribe(instrument: number, feedClass: number): void {
    this.wait(instrument, feedClass);
    if (!this.heartbeats) this.setHeartbeats(true);
  }

  unsubscribe(instrument: number, feedClass: number): boolean {
    const key = topicKey(instrument, feedClass);
    if (this.states.get(key) === 'live') this.feed.leave(key, this.socket);
    const known = this.states.delete(key);
    if (this.states.size === 0 && this.heartbeats) this.setHeartbeats(false);
    return known;
  }

  private wait(instrument: number, feedClass: number): void {
    const key = topicKey(instrument, feedClass);
    if (this.states.get(key) === 'live') this.feed.leave(key, this.socket);
    this.states.set(key, 'waiting');
    this.queue.add(instrument);
  }

  /** Asks for what waits, as far as the connection takes it. */
  pump(): void {
    for (const instrument of this.queue) {
      if (this.socket.behind || this.asked.size >= ASKED_MAX) return;
      if (this.asked.has(instrument)) continue;
      this.queue.delete(instrument);
      for (const feedClass of Object.values(FeedClass)) {
        const key = topicKey(instrument, feedClass);
        if (this.states.get(key) === 'waiting') this.states.set(key, 'asked');
      }
      this.asked.add(instrument);
      this.desk.ask(instrument, this);
    }
  }

  answered(instrument: number, feedClass: number, message: Outgoing): void {
    if (this.states.get(topicKey(instrument, feedClass)) !== 'asked') return;
    if (this.socket.behind && canConflate(feedClass)) {
      this.wait(instrument, feedClass);
      return;
    }
    this.goLive(instrument, feedClass);
    this.socket.deliver(message);
  }

  finished(instrument: number): void {
    for (const feedClass of Object.values(FeedClass)) {
      if (this.states.get(topicKey(instrument, feedClass)) === 'asked') this.goLive(instrument, feedClass);
    }
    this.asked.delete(instrument);
    this.pump();
  }

  private goLive(instrument: number, feedClass: number): void {
    const key = topicKey(instrument, feedClass);
    this.states.set(key, 'live');
    this.feed.join(key, this.socket);
  }

  /** The connection has fallen behind: trades and status go on, depth and best prices stop. */
  conflate(): void {
    for (const [key, state] of this.states) {
      const feedClass = classOfKey(key);
      if (state === 'live' && canConflate(feedClass)) this.wait((key - feedClass) / CLASS_SPAN, feedClass);
    }
  }

  private setHeartbeats(on: boolean): void {
    this.heartbeats = on;
    if (on) this.feed.join(HEARTBEAT_KEY, this.socket);
    else this.feed.leave(HEARTBEAT_KEY, this.socket);
  }

  /** The connection has ended. */
  close(): void {
    this.desk.forget(this);
    for (const [key, state] of this.states) if (state === 'live') this.feed.leave(key, this.socket);
    if (this.heartbeats) this.setHeartbeats(false);
    this.states.clear();
    this.queue.clear();
  }
}

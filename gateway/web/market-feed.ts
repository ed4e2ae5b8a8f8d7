/**
 * Brings the feed ring to the WebSockets: each message is encoded at most once an encoding and handed to the library's
 * topics, which send it to all subscribers; answers go to those who wait at the snapshot desk. Web door's thread.
 * It must never skip a record, and never publish to a topic before the snapshot that a new subscriber starts from.
 */
import type { RingConsumer } from '../../engine/ring.js';
import { Stat, type Stats } from '../../engine/stats.js';
import { FeedFlag, feedFlags, feedInstrument, feedType, readFeed } from '../../marketdata/feed.js';
import { CLASS_SPAN, classOf, FeedClass, MessageType } from '../../marketdata/messages.js';
import { ENCODINGS, type Encoding, Outgoing } from './codec.js';
import type { SnapshotDesk } from './snapshots.js';
import type { Tape } from './tape.js';

const BATCH = 1024;

/** One topic a class of an instrument. */
export function topicKey(instrument: number, feedClass: number): number {
  return instrument * CLASS_SPAN + feedClass;
}
export function classOfKey(key: number): number {
  return key % CLASS_SPAN;
}
/** Heartbeats, for all who subscribe to anything. */
export const HEARTBEAT_KEY = topicKey(-1, MessageType.hb);

/** The library's topics: app.publish and a socket's subscribe and unsubscribe. */
export interface Topics {
  publish(topic: string, message: string | Uint8Array, isBinary: boolean): boolean;
}

export interface TopicMember {
  readonly encoding: Encoding;
  join(topic: string): void;
  leave(topic: string): void;
}

export class MarketFeed {
  /** Bytes published since it was last set to 0: no connection's backlog can have grown by more. */
  publishedBytes = 0;
  private readonly members = new Map<string, number>();

  constructor(
    private readonly feed: RingConsumer,
    private readonly topics: Topics,
    private readonly desk: SnapshotDesk,
    private readonly tape: Tape,
    private readonly stats: Stats,
  ) {}

  join(key: number, member: TopicMember): void {
    const topic = `${key}/${member.encoding}`;
    member.join(topic);
    this.members.set(topic, (this.members.get(topic) ?? 0) + 1);
  }

  leave(key: number, member: TopicMember): void {
    const topic = `${key}/${member.encoding}`;
    member.leave(topic);
    const left = (this.members.get(topic) ?? 1) - 1;
    if (left > 0) this.members.set(topic, left);
    else this.members.delete(topic);
  }

  work(): number {
    let count = 0;
    while (count < BATCH) {
      const at = this.feed.peek();
      if (at < 0) break;
      this.take(at);
      this.feed.advance();
      count++;
    }
    if (count > 0) this.feed.release();
    return count;
  }

  private take(at: number): void {
    const { views } = this.feed;
    const type = feedType(views, at);
    const flags = feedFlags(views, at);
    const instrument = feedInstrument(views, at);
    const feedClass = classOf(type);
    const key = topicKey(instrument, feedClass);
    if (feedClass !== FeedClass.trade && flags === 0 && !this.isWanted(key)) return;

    const message = readFeed(views, at);
    if (type === MessageType.trade) this.tape.add(instrument, message);
    else if (type === MessageType.tradeChange) this.tape.change(instrument, message);
    const outgoing = new Outgoing(message);
    // a pure answer repeats what the subscribers have; a repair tells them what they missed
    if ((flags & FeedFlag.answer) === 0 || (flags & FeedFlag.repair) !== 0) this.publish(key, outgoing);
    if ((flags & FeedFlag.answer) !== 0) this.desk.answer(instrument, feedClass, feedClass === FeedClass.l2, outgoing);
  }

  private isWanted(key: number): boolean {
    return this.members.has(`${key}/json`) || this.members.has(`${key}/msgpack`);
  }

  private publish(key: number, outgoing: Outgoing): void {
    for (const encoding of ENCODINGS) {
      const topic = `${key}/${encoding}`;
      const members = this.members.get(topic);
      if (members === undefined) continue;
      const bytes = outgoing.as(encoding);
      this.topics.publish(topic, bytes, encoding === 'msgpack');
      this.publishedBytes += bytes.length;
      this.stats.add(Stat.webMessagesOut, members);
    }
  }
}

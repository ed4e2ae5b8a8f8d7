/**
 * The way out of market data: gives each message its head and sequence, hands it to the publisher (NATS) and writes it into
 * the feed ring. Market data's thread. A full ring never holds anything up: what finds no room makes its class of that
 * instrument broken there, nothing more of it is written, and a repair follows once the reader has caught up by half.
 */
import type { RingProducer } from '../engine/ring.js';
import { Stat, type Stats } from '../engine/stats.js';
import { writeFeed } from './feed.js';
import { FeedClass, Hb, Head, type Message, MessageType, VERSION } from './messages.js';
import { Owed } from './owed.js';
import type { Publisher } from './publisher.js';
import type { Sequences } from './sequences.js';
import type { Subjects } from './subjects.js';

export class Outlet {
  readonly owed = new Owed();
  /** Of the transaction that is being told. */
  engineSeq = 0;
  timeUs = 0;
  private messages = 0;

  constructor(
    private readonly feed: RingProducer,
    private readonly publisher: Publisher | null,
    private readonly sequences: Sequences,
    private readonly subjects: Subjects,
    private readonly stats: Stats,
  ) {}

  /** The head of a message that says again what is known at the last sequence. */
  again(type: number, feedClass: number, instrument: number): Message {
    const seq = this.sequences.last(feedClass, instrument);
    return [type, VERSION, this.sequences.epoch, seq, seq, this.engineSeq, this.timeUs, instrument];
  }

  /** The head of a new message of a class: takes its next sequence. */
  next(type: number, feedClass: number, instrument: number): Message {
    return this.advance(this.again(type, feedClass, instrument), feedClass, instrument);
  }

  /** Gives a message that was begun with again() the next sequence. */
  advance(message: Message, feedClass: number, instrument: number): Message {
    message[Head.SEQ] = this.sequences.next(feedClass, instrument);
    return message;
  }

  /** The head of a fill: its sequence is the firm's. */
  nextOfFirm(participant: number, instrument: number): Message {
    const seq = this.sequences.nextOfFirm(participant);
    return [MessageType.exec, VERSION, this.sequences.epoch, seq - 1, seq, this.engineSeq, this.timeUs, instrument];
  }

  /** Sends a message to everyone. */
  send(feedClass: number, instrument: number, message: Message): void {
    this.messages++;
    this.publisher?.publish(this.subjects.of(feedClass, instrument), message);
    if (this.owed.isBroken(instrument, feedClass)) return;
    if (!writeFeed(this.feed, message, instrument, 0)) this.owed.repair(instrument, feedClass);
  }

  /** Sends a fill to its firm. */
  sendFill(participant: number, instrument: number, message: Message): void {
    this.messages++;
    this.publisher?.publish(this.subjects.exec(participant, instrument), message);
  }

  /** Says what has changed since the last heartbeat, in as many messages as it takes. */
  heartbeat(partition: number, nowUs: number): void {
    const { epoch } = this.sequences;
    do {
      const seq = this.sequences.nextHeartbeat();
      const message: Message = [MessageType.hb, VERSION, epoch, seq - 1, seq, this.engineSeq, nowUs, partition, 0];
      message[Hb.COUNT] = this.sequences.takeChanged(message, HEARTBEAT_ENTRIES);
      this.messages++;
      this.publisher?.publish(this.subjects.heartbeat(partition), message);
      writeFeed(this.feed, message, -1, 0);
    } while (this.sequences.changes > 0);
  }

  /** Tells a publisher that has come up the present state again. */
  republish(feedClass: number, instrument: number, message: Message): void {
    this.publisher?.publish(this.subjects.of(feedClass, instrument), message);
  }

  /**
   * Pays what is owed as far as there is room. `state` gives the message that tells a class of an instrument as it is
   * now, null when nothing has been said in it yet, or undefined when it cannot be told before a later turn.
   */
  pay(state: (feedClass: number, instrument: number) => Message | null | undefined): number {
    let paid = 0;
    const caughtUp = this.feed.used() <= this.feed.capacity >> 1;
    for (const instrument of this.owed.instruments()) {
      if (!caughtUp && !this.owed.isAsked(instrument)) continue;
      for (let i = 0; i < PAY_ORDER.length; i++) {
        const feedClass = PAY_ORDER[i];
        const flags = this.owed.flags(instrument, feedClass);
        if (flags === 0) continue;
        const message = state(feedClass, instrument);
        if (message === undefined) break;
        if (message !== null && !writeFeed(this.feed, message, instrument, flags)) return paid;
        this.owed.settle(instrument, feedClass);
        paid++;
      }
    }
    return paid;
  }

  publish(): void {
    this.feed.publish();
    this.stats.set(Stat.feedRingUsed, this.feed.used());
    this.stats.set(Stat.marketDataMessages, this.messages);
  }
}

/** Entries of one heartbeat; it stays far below a NATS payload and a quarter of the smallest ring. */
const HEARTBEAT_ENTRIES = 500;

/** l2 last: who has asked knows by it that the answer is whole. */
const PAY_ORDER = [
  FeedClass.ref,
  FeedClass.status,
  FeedClass.auction,
  FeedClass.stat,
  FeedClass.trade,
  FeedClass.bbo,
  FeedClass.l2,
];

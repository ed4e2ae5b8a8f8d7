/**
 * The rings between market data and the doors: records of the feed ring (market data → web and FIX door, each with its cursor: every
 * public message in order) and of a door's request ring (door → market data: "send the present state of this instrument again").
 *
 * A feed record holds one message (messages.ts):
 *
 *   0        4      6       8            12         16
 *   | length | type | flags | instrument | numbers  | f64 × numbers | texts: u8 length, latin1 … |
 *             128 + the message's type    -1: none    flags: bits below; the count of texts in bits 8 to 15
 *
 * A request record:
 *
 *   0        4      6      8            12
 *   | length | type | zero | instrument | classes: bits 1 << FeedClass |
 *             160
 *
 * The answer comes inside the feed ring, after every message that it already contains and before every one that it does
 * not: for class l2 a snapshot, for the others their last message, with prevSeq = seq. A door that meets the answer sends
 * it to all who wait for that instrument and subscribes them there: nothing can fall between. One request in flight for an
 * instrument is enough, however many wait; more are merged. An instrument that is unknown, or a class in which nothing
 * has been said yet, is not answered, save ref and l2, which always are: ref comes first, l2 last. A door asks for all classes and
 * counts an answer from ref to l2. It may be one that another door has asked for.
 */
import { aligned } from '../engine/records.js';
import type { RecordViews, RingConsumer, RingProducer } from '../engine/ring.js';
import { getText, putText } from '../engine/text.js';
import { FEED_CLASSES, type Message } from './messages.js';

const FEED_BASE = 128;
const REQUEST_TYPE = 160;
const REQUEST_BYTES = 16;

export const FeedFlag = {
  /** Answers a request: for those who wait. */
  answer: 1,
  /** Messages of this instrument and class were left out before it because the ring was full: for all subscribers. */
  repair: 2,
} as const;

const Feed = { FLAGS: 6, INSTRUMENT: 8, NUMBERS: 12, FIRST: 16 } as const;

/** Levels of a side in a snapshot, at most: the best ones. */
const SNAPSHOT_LEVELS = 10_000;

/** How many of them a ring's longest record has room for. */
export function snapshotLevels(recordBytes: number): number {
  return Math.min(SNAPSHOT_LEVELS, Math.floor((recordBytes / 8 - 32) / 6));
}

/** Bytes that a message takes in the ring. */
function feedBytes(message: Message): number {
  let bytes = Feed.FIRST;
  for (let i = message.length - 1; i >= 0; i--) {
    const text = message[i];
    if (typeof text !== 'string') return aligned(bytes + (i + 1) * 8);
    bytes += 1 + text.length;
  }
  return aligned(bytes);
}

/** Writes one message; false when it found no room. The caller publishes. */
export function writeFeed(ring: RingProducer, message: Message, instrument: number, flags: number): boolean {
  const bytes = feedBytes(message);
  if (bytes > ring.maxRecord) return false;
  const at = ring.claim(bytes);
  if (at < 0) return false;
  const { i32, u16, u8, f64 } = ring.views;
  let numbers = message.length;
  while (typeof message[numbers - 1] === 'string') numbers--;
  u16[(at + 4) >> 1] = FEED_BASE + (message[0] as number);
  u16[(at + Feed.FLAGS) >> 1] = flags | ((message.length - numbers) << 8);
  i32[(at + Feed.INSTRUMENT) >> 2] = instrument;
  i32[(at + Feed.NUMBERS) >> 2] = numbers;
  const first = (at + Feed.FIRST) >> 3;
  for (let i = 0; i < numbers; i++) f64[first + i] = message[i] as number;
  let to = at + Feed.FIRST + numbers * 8;
  for (let i = numbers; i < message.length; i++) {
    const text = message[i] as string;
    u8[to] = text.length;
    to = putText(u8, to + 1, text);
  }
  return true;
}

/** The message's type: MessageType. */
export function feedType(views: RecordViews, at: number): number {
  return views.u16[(at + 4) >> 1] - FEED_BASE;
}

/** FeedFlag bits. */
export function feedFlags(views: RecordViews, at: number): number {
  return views.u16[(at + Feed.FLAGS) >> 1] & 0xff;
}

/** -1 for a heartbeat. */
export function feedInstrument(views: RecordViews, at: number): number {
  return views.i32[(at + Feed.INSTRUMENT) >> 2];
}

/** Where the message's position 0 stands in f64; the other numbers follow. */
export function feedNumbers(at: number): number {
  return (at + Feed.FIRST) >> 3;
}

/** The whole message: what a subscriber gets, as JSON or msgpack. */
export function readFeed(views: RecordViews, at: number): Message {
  const numbers = views.i32[(at + Feed.NUMBERS) >> 2];
  const texts = views.u16[(at + Feed.FLAGS) >> 1] >> 8;
  const message: Message = new Array(numbers + texts);
  const first = (at + Feed.FIRST) >> 3;
  for (let i = 0; i < numbers; i++) message[i] = views.f64[first + i];
  let from = at + Feed.FIRST + numbers * 8;
  for (let i = 0; i < texts; i++) {
    const length = views.u8[from];
    message[numbers + i] = getText(views.u8, from + 1, length);
    from += 1 + length;
  }
  return message;
}

/** What a request asks for, so that any answer serves whoever waits. */
export const ALL_CLASSES = FEED_CLASSES.reduce((bits, feedClass) => bits | (1 << feedClass), 0);
/** An answer that is lost would make its instrument wait for ever: it is asked for again after so long. */
export const ANSWER_US = 2_000_000;

/** Asks for the present state of `instrument`; `classes` are bits 1 << FeedClass. False when the ring is full: ask again later. */
export function writeRequest(ring: RingProducer, instrument: number, classes: number): boolean {
  const at = ring.claim(REQUEST_BYTES);
  if (at < 0) return false;
  ring.views.i32[(at + 4) >> 2] = REQUEST_TYPE;
  ring.views.i32[(at + 8) >> 2] = instrument;
  ring.views.i32[(at + 12) >> 2] = classes;
  return true;
}

/** Calls `take` for each request that waits; returns how many there were. */
export function readRequests(ring: RingConsumer, take: (instrument: number, classes: number) => void): number {
  let count = 0;
  for (let at = ring.peek(); at >= 0; at = ring.peek()) {
    take(ring.views.i32[(at + 8) >> 2], ring.views.i32[(at + 12) >> 2]);
    ring.advance();
    count++;
  }
  ring.release();
  return count;
}

/**
 * One book as a fold over the feed, by the rules of marketdata/client.ts: never shown unless it is right. On a gap, a new
 * epoch or a wrong checksum it is marked invalid first, then asks for a snapshot and keeps what comes meanwhile.
 */
const TYPE = 0;
const EPOCH = 2;
const PREV_SEQ = 3;
const SEQ = 4;
const CRC = 8;
const BIDS = 9;
const ASKS = 10;
const BID_LEVELS = 11;
const ASK_LEVELS = 12;
const FIRST = 13;
const SNAPSHOT = 4;
const NO_CRC = -1;
const CRC_LEVELS = 10;
const PENDING_MAX = 10_000;
/** A cut snapshot is asked for again once a side has lost this part of its levels. */
const CUT_REFRESH = 0.5;

export class Book {
  valid = false;
  gaps = 0;
  bidLevels = 0;
  askLevels = 0;
  #epoch = -1;
  #seq = 0;
  #asked = false;
  #pending = [];
  #minLevels = 0;
  #bids = new Map();
  #asks = new Map();
  #requestSnapshot;

  constructor(requestSnapshot) {
    this.#requestSnapshot = requestSnapshot;
  }

  /** The best `count` levels of a side: [priceTicks, qtyLots, orders]. */
  bids(count) {
    return best(this.#bids, -1, count);
  }

  asks(count) {
    return best(this.#asks, 1, count);
  }

  /** The connection begins anew: a snapshot is on its way. */
  restart() {
    this.#clear();
    this.#asked = true;
  }

  /** The venue leaves out changes for us: nothing is right until its next snapshot, which it sends of itself. */
  pause() {
    this.valid = false;
    this.#asked = true;
  }

  /** A message of class l2: a change or a snapshot. */
  take(message) {
    if (message[EPOCH] !== this.#epoch) {
      if (message[EPOCH] < this.#epoch) return;
      const wasAsked = this.#asked;
      this.#clear();
      this.#epoch = message[EPOCH];
      this.#asked = wasAsked;
      if (message[TYPE] !== SNAPSHOT) this.#invalidate();
    }
    if (message[TYPE] === SNAPSHOT) this.#snapshot(message);
    else this.#delta(message);
  }

  /** What a heartbeat says of this book: the last number there is. */
  heartbeat(epoch, seq) {
    if (this.valid && epoch === this.#epoch && seq > this.#seq) this.#gap();
  }

  #clear() {
    this.valid = false;
    this.#seq = 0;
    this.#asked = false;
    this.#pending = [];
    this.#bids.clear();
    this.#asks.clear();
  }

  #gap() {
    this.gaps++;
    this.#invalidate();
  }

  #invalidate() {
    this.valid = false;
    if (this.#asked) return;
    this.#asked = true;
    this.#requestSnapshot();
  }

  #delta(message) {
    if (!this.valid) {
      this.#pending.push(message);
      if (this.#pending.length > PENDING_MAX) this.#pending.shift();
      return;
    }
    if (message[SEQ] <= this.#seq) return;
    if (message[PREV_SEQ] !== this.#seq) {
      this.#pending.push(message);
      this.#gap();
      return;
    }
    this.#apply(message);
  }

  #snapshot(message) {
    if (message[SEQ] < this.#seq || (this.valid && message[SEQ] === this.#seq)) return;
    this.#bids.clear();
    this.#asks.clear();
    this.valid = true;
    this.#asked = false;
    const isWhole = message[BIDS] === message[BID_LEVELS] && message[ASKS] === message[ASK_LEVELS];
    this.#minLevels = isWhole ? 0 : Math.ceil(Math.min(message[BIDS], message[ASKS]) * CUT_REFRESH);
    const pending = this.#pending;
    this.#pending = [];
    this.#apply(message);
    for (const delta of pending) this.#delta(delta);
  }

  #apply(message) {
    const bids = message[BIDS];
    const count = bids + message[ASKS];
    for (let i = 0; i < count; i++) {
      const at = FIRST + 3 * i;
      const side = i < bids ? this.#bids : this.#asks;
      if (message[at + 1] === 0) side.delete(message[at]);
      else side.set(message[at], [message[at], message[at + 1], message[at + 2]]);
    }
    this.#seq = message[SEQ];
    this.bidLevels = message[BID_LEVELS];
    this.askLevels = message[ASK_LEVELS];
    if (!this.#isRight(message)) this.#gap();
  }

  #isRight(message) {
    if (this.#minLevels > 0) {
      if (Math.min(this.#bids.size, this.#asks.size) < this.#minLevels) return false;
    } else if (this.#bids.size !== message[BID_LEVELS] || this.#asks.size !== message[ASK_LEVELS]) {
      return false;
    }
    return message[CRC] === NO_CRC || message[CRC] === crcOf([...this.bids(CRC_LEVELS), ...this.asks(CRC_LEVELS)]);
  }
}

function best(side, direction, count) {
  return [...side.values()].sort((a, b) => direction * (a[0] - b[0])).slice(0, count);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 over (priceTicks, qtyLots) of the levels, each a big-endian int64. */
export function crcOf(levels) {
  const view = new DataView(new ArrayBuffer(levels.length * 16));
  levels.forEach(([price, qty], i) => {
    view.setBigInt64(i * 16, BigInt(price));
    view.setBigInt64(i * 16 + 8, BigInt(qty));
  });
  let crc = -1;
  for (let i = 0; i < view.byteLength; i++) crc = crcTable[(crc ^ view.getUint8(i)) & 0xff] ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

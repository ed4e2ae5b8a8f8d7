/**
 * What a broker keeps of a FIX session between connections: both sequence numbers, and the application messages that it sent last,
 * for when the venue asks for them again. Bounded; what has fallen out is gap-filled, so that an old order never goes out twice.
 */

/** As it is stored: plain JSON. Each message is MsgSeqNum, MsgType, time in µs, body as latin1 text. */
export interface SavedState {
  nextIn: number;
  nextOut: number;
  sent?: [msgSeqNum: number, msgType: number, timeUs: number, body: string][];
}

export class FixClientState {
  nextIn = 1;
  nextOut = 1;
  readonly sent: SentMessages;

  /** @param sentBytes, sentMessages how much is kept for a resend; powers of two are not needed */
  constructor(sentBytes = 128 * 1024, sentMessages = 1024) {
    this.sent = new SentMessages(sentBytes, sentMessages);
  }

  reset(): void {
    this.nextIn = this.nextOut = 1;
    this.sent.clear();
  }

  toJSON(): SavedState {
    const { nextIn, nextOut, sent } = this;
    return { nextIn, nextOut, sent: sent.toJSON() };
  }

  static from(saved: SavedState, sentBytes?: number, sentMessages?: number): FixClientState {
    const state = new FixClientState(sentBytes, sentMessages);
    state.nextIn = saved.nextIn;
    state.nextOut = saved.nextOut;
    for (const [msgSeqNum, msgType, timeUs, body] of saved.sent ?? []) {
      state.sent.add(msgSeqNum, msgType, timeUs, Buffer.from(body, 'latin1'), 0, body.length);
    }
    return state;
  }
}

/** A ring of bodies, found by MsgSeqNum. */
export class SentMessages {
  readonly bytes: Uint8Array;
  private readonly msgSeqNums: Int32Array;
  private readonly msgTypes: Int32Array;
  private readonly lengths: Int32Array;
  private readonly times: Float64Array;
  /** Positions only grow; a body lies at its position modulo the size and never wraps. */
  private readonly positions: Float64Array;
  private end = 0;

  constructor(bytes: number, messages: number) {
    this.bytes = new Uint8Array(bytes);
    this.msgSeqNums = new Int32Array(messages);
    this.msgTypes = new Int32Array(messages);
    this.lengths = new Int32Array(messages);
    this.times = new Float64Array(messages);
    this.positions = new Float64Array(messages);
  }

  clear(): void {
    this.msgSeqNums.fill(0);
  }

  add(msgSeqNum: number, msgType: number, timeUs: number, from: Uint8Array, offset: number, length: number): void {
    const { bytes } = this;
    if (length > bytes.length) return;
    let at = this.end % bytes.length;
    if (at + length > bytes.length) {
      this.end += bytes.length - at;
      at = 0;
    }
    for (let i = 0; i < length; i++) bytes[at + i] = from[offset + i];
    const slot = msgSeqNum % this.msgSeqNums.length;
    this.msgSeqNums[slot] = msgSeqNum;
    this.msgTypes[slot] = msgType;
    this.lengths[slot] = length;
    this.times[slot] = timeUs;
    this.positions[slot] = this.end;
    this.end += length;
  }

  /** The slot of a message that is still here, or -1. */
  find(msgSeqNum: number): number {
    const slot = msgSeqNum % this.msgSeqNums.length;
    if (this.msgSeqNums[slot] !== msgSeqNum) return -1;
    return this.positions[slot] + this.bytes.length >= this.end ? slot : -1;
  }

  /** Of the body, in `bytes`. */
  offset(slot: number): number {
    return this.positions[slot] % this.bytes.length;
  }

  length(slot: number): number {
    return this.lengths[slot];
  }

  msgType(slot: number): number {
    return this.msgTypes[slot];
  }

  timeUs(slot: number): number {
    return this.times[slot];
  }

  toJSON(): NonNullable<SavedState['sent']> {
    const kept = Array.from(this.msgSeqNums).filter((msgSeqNum) => msgSeqNum > 0 && this.find(msgSeqNum) >= 0);
    kept.sort((a, b) => a - b);
    return kept.map((msgSeqNum) => {
      const slot = this.find(msgSeqNum);
      const from = this.offset(slot);
      const body = Buffer.from(this.bytes.subarray(from, from + this.length(slot))).toString('latin1');
      return [msgSeqNum, this.msgType(slot), this.timeUs(slot), body];
    });
  }
}

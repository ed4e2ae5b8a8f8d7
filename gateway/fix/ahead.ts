/**
 * Messages that came ahead of their turn, kept while the gap before them is resent, so that their order is kept and they
 * need not come twice. Bounded: what finds no room is dropped, and comes again by the resend or by another request.
 */
const MESSAGES_MAX = 256;

export class AheadMessages {
  private readonly kept = new Map<number, Uint8Array>();
  private bytes = 0;

  constructor(private readonly bytesMax: number) {}

  get size(): number {
    return this.kept.size;
  }

  /** Keeps a copy of bytes[from … to). */
  put(msgSeqNum: number, bytes: Uint8Array, from: number, to: number): void {
    if (this.kept.has(msgSeqNum) || this.kept.size >= MESSAGES_MAX || this.bytes + to - from > this.bytesMax) return;
    this.kept.set(msgSeqNum, bytes.slice(from, to));
    this.bytes += to - from;
  }

  /** Takes out the message with this number; undefined if it is not kept. */
  take(msgSeqNum: number): Uint8Array | undefined {
    const message = this.kept.get(msgSeqNum);
    if (message !== undefined) {
      this.kept.delete(msgSeqNum);
      this.bytes -= message.length;
    }
    return message;
  }

  /** Forgets what has a lower number. */
  dropBelow(msgSeqNum: number): void {
    for (const n of this.kept.keys()) if (n < msgSeqNum) this.take(n);
  }

  clear(): void {
    this.kept.clear();
    this.bytes = 0;
  }
}

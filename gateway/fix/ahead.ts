/**
 * Messages that came ahead of their turn, kept while the gap before them is resent, so that their order is kept and they
 * need not come twice. Bounded: what finds no room is dropped, and comes again by the resend or by another request.
 */
const MESSAGES_MAX = 256;

export class AheadMessages {
  /** null: nothing has come ahead yet, as with most sessions. */
  private kept: Map<number, Uint8Array> | null = null;
  private bytes = 0;

  constructor(private readonly bytesMax: number) {}

  get size(): number {
    return this.kept?.size ?? 0;
  }

  /** Keeps a copy of bytes[from … to). */
  put(msgSeqNum: number, bytes: Uint8Array, from: number, to: number): void {
    this.kept ??= new Map();
    if (this.kept.has(msgSeqNum) || this.kept.size >= MESSAGES_MAX || this.bytes + to - from > this.bytesMax) return;
    this.kept.set(msgSeqNum, bytes.slice(from, to));
    this.bytes += to - from;
  }

  /** Takes out the message with this number; undefined if it is not kept. */
  take(msgSeqNum: number): Uint8Array | undefined {
    const message = this.kept?.get(msgSeqNum);
    if (message === undefined) return undefined;
    this.kept?.delete(msgSeqNum);
    this.bytes -= message.length;
    return message;
  }

  /** Forgets what has a lower number. */
  dropBelow(msgSeqNum: number): void {
    if (this.kept !== null) for (const n of this.kept.keys()) if (n < msgSeqNum) this.take(n);
  }

  clear(): void {
    this.kept = null;
    this.bytes = 0;
  }
}

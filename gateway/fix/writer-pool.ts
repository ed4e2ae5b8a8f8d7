/**
 * The buffers of the sending sessions: one for all, as each sends in its turn; another when a socket still sends from it.
 * Door's thread only.
 */
import { FixWriter } from './writer.js';

const SPARES_MAX = 16;

export class WriterPool {
  /** What this turn's messages go to. */
  current: FixWriter;
  private readonly spares: FixWriter[] = [];

  constructor(private readonly bytes: number) {
    this.current = new FixWriter(bytes);
  }

  /** The current writer now belongs to a socket; the next turn has another. */
  giveAway(): FixWriter {
    const given = this.current;
    this.current = this.spares.pop() ?? new FixWriter(this.bytes);
    return given;
  }

  /** The socket has no more use for it. */
  takeBack(writer: FixWriter): void {
    writer.clear();
    if (this.spares.length < SPARES_MAX) this.spares.push(writer);
  }
}

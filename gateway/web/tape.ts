/** The last trades of each instrument, for REST: bounded, kept from the feed, empty after a start. */
import { Head, type Message, num } from '../../marketdata/messages.js';

export const TAPE_LENGTH = 500;

export class Tape {
  private readonly tapes: Message[][] = [];

  add(instrument: number, trade: Message): void {
    this.tapes[instrument] ??= [];
    const tape = this.tapes[instrument];
    const last = tape[tape.length - 1];
    // a repeat of the last trade (an answer, a repair) is no new one
    if (last && num(last, Head.EPOCH) === num(trade, Head.EPOCH) && num(last, Head.SEQ) >= num(trade, Head.SEQ)) return;
    tape.push(trade);
    if (tape.length > 2 * TAPE_LENGTH) tape.splice(0, TAPE_LENGTH);
  }

  /** The newest first, at most `limit`. */
  last(instrument: number, limit: number): Message[] {
    return (this.tapes[instrument] ?? []).slice(-Math.min(limit, TAPE_LENGTH)).reverse();
  }
}

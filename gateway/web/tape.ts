/** The last trades of each instrument, for REST: bounded, kept from the feed, empty after a start. */
import { Head, type Message, num, Trade, TradeChange, TradeFlag } from '../../marketdata/messages.js';

export const TAPE_LENGTH = 500;

/** What became of a trade, in the flags of the tape's own copy, beside TradeFlag. */
export const TapeFlag = { ...TradeFlag, busted: 2, corrected: 4 } as const;

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

  /** A trade was busted or corrected: it shows so from here on. */
  change(instrument: number, change: Message): void {
    const tradeId = change[TradeChange.TRADE_ID];
    const trade = this.tapes[instrument]?.findLast((t) => t[Trade.TRADE_ID] === tradeId);
    if (trade === undefined) return;
    const isBust = num(change, TradeChange.NEW_QTY) === 0;
    trade[Trade.FLAGS] = num(trade, Trade.FLAGS) | (isBust ? TapeFlag.busted : TapeFlag.corrected);
    if (isBust) return;
    trade[Trade.PRICE] = change[TradeChange.NEW_PRICE];
    trade[Trade.QTY] = change[TradeChange.NEW_QTY];
  }

  /** The newest first, at most `limit`. */
  last(instrument: number, limit: number): Message[] {
    return (this.tapes[instrument] ?? []).slice(-Math.min(limit, TAPE_LENGTH)).reverse();
  }
}

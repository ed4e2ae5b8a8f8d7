/**
 * The trades of a journal, in order, each with both its sides and what became of it: for the day's trade file. Reads only, twice: what
 * was busted or corrected, and which days ended where, must be known before the first trade is told. Keeps the last of those, and
 * never the trades.
 */
import { Directory, type InstrumentInfo } from '../engine/directory.js';
import { Exec, ExecFlag, ExecType, FIRST_EVENT, Side, Type } from '../engine/records.js';
import { Bust, DayEnded, TradeChanged } from '../engine/records-venue.js';
import type { RecordViews } from '../engine/ring.js';
import { getText, textAt } from '../engine/text.js';
import { idText } from './describe-values.js';
import type { Disk } from './disk.js';
import { JournalError } from './errors.js';
import { locateFrame } from './locate.js';
import { FrameReader, FrameRecords } from './reader.js';
import { checkEpoch } from './rules.js';
import { journalDir } from './segment.js';

/** Busts and corrections that are remembered at most. */
const CHANGES_MAX = 200_000;

export interface TradeSide {
  firm: string;
  account: string;
  orderId: string;
  clOrdId: string;
}

export interface Trade {
  tradeId: string;
  /** As in 20261120: of the day that ended next, or that is to end next; by the calendar of UTC where no day ends. */
  businessDate: number;
  timeUs: number;
  instrument: InstrumentInfo;
  ticks: number;
  lots: number;
  /** Who came to the market; null: neither, in an auction. */
  aggressor: 'buy' | 'sell' | null;
  auction: boolean;
  buy: TradeSide;
  sell: TradeSide;
  change: TradeFate | null;
}

/** What has become of a trade: the last that was done. */
export interface TradeFate {
  kind: 'busted' | 'corrected';
  ticks: number;
  lots: number;
  timeUs: number;
  author: string;
  approver: string;
}

interface Days {
  /** Sequence and date of each day's end, in order. */
  ends: { seq: number; date: number }[];
  /** The date of what comes after the last end; 0: none is scheduled. */
  open: number;
}

/** @param date only trades of this business date (20261120) */
export function* readTrades(disk: Disk, dataDir: string, date?: number): Generator<Trade> {
  const fates = new Map<number, TradeFate>();
  const days = survey(disk, dataDir, fates);
  const directory = new Directory();
  let dayIndex = 0;
  let first: TradeHalf | null = null;
  for (const { type, views, at, seq, timeUs } of records(disk, dataDir)) {
    if (type < FIRST_EVENT) continue;
    if (type !== Type.EXEC) {
      directory.apply(views, at);
      continue;
    }
    if (views.u8[at + Exec.EXEC_TYPE] !== ExecType.trade) continue;
    const half = readHalf(views, at, directory);
    if (first === null || first.tradeId !== half.tradeId) {
      first = half;
      continue;
    }
    while (dayIndex < days.ends.length && days.ends[dayIndex].seq < seq) dayIndex++;
    const businessDate = days.ends[dayIndex]?.date ?? (days.open || utcDate(timeUs));
    if (date === undefined || businessDate === date) yield trade(first, half, businessDate, timeUs, fates);
    first = null;
  }
}

/** The first reading. */
function survey(disk: Disk, dataDir: string, fates: Map<number, TradeFate>): Days {
  const directory = new Directory();
  const ends: Days['ends'] = [];
  let author = '';
  let approver = '';
  for (const { type, views, at, seq, timeUs } of records(disk, dataDir)) {
    if (type === Type.BUST) {
      const approverLength = views.u8[at + Bust.APPROVER_LEN];
      approver = getText(views.u8, at + Bust.TEXT, approverLength);
      author = getText(views.u8, at + Bust.TEXT + approverLength, views.u8[at + Bust.AUTHOR_LEN]);
    } else if (type === Type.TRADE_BUSTED || type === Type.TRADE_CORRECTED) {
      const { f64 } = views;
      fates.set(f64[(at + TradeChanged.TRADE_ID) >> 3], {
        kind: type === Type.TRADE_BUSTED ? 'busted' : 'corrected',
        ticks: f64[(at + TradeChanged.NEW_TICKS) >> 3],
        lots: f64[(at + TradeChanged.NEW_LOTS) >> 3],
        timeUs,
        author,
        approver,
      });
      if (fates.size > CHANGES_MAX) {
        throw new JournalError(
          'TOO_MANY_CHANGES',
          `trades: expected at most ${CHANGES_MAX} busts and corrections in a journal`,
        );
      }
    } else if (type === Type.DAY_ENDED) {
      ends.push({ seq, date: views.i32[(at + DayEnded.DATE) >> 2] });
      directory.apply(views, at);
    } else if (type === Type.SCHEDULE_SET) directory.apply(views, at);
  }
  return { ends, open: directory.schedule[0]?.date ?? 0 };
}

interface JournalRecord {
  type: number;
  views: RecordViews;
  at: number;
  seq: number;
  timeUs: number;
}

/** Every record; the same object each time. */
function* records(disk: Disk, dataDir: string): Generator<JournalRecord> {
  const dir = journalDir(dataDir);
  const reader = new FrameReader({ disk, dir, from: locateFrame(disk, dir, 1, null) });
  const frames = new FrameRecords();
  const record: JournalRecord = { type: 0, views: frames.views, at: 0, seq: 0, timeUs: 0 };
  try {
    for (let frame = reader.next(); frame !== null; frame = reader.next()) {
      frames.over(frame);
      record.views = frames.views;
      for (let at = frames.next(); at >= 0; at = frames.next()) {
        if (frames.type === Type.EPOCH_START) checkEpoch(frames.views, at, frames.seq);
        record.type = frames.type;
        record.at = at;
        record.seq = frames.seq;
        record.timeUs = frames.timeUs;
        yield record;
      }
    }
  } finally {
    reader.close();
  }
}

interface TradeHalf extends TradeSide {
  tradeId: number;
  isBuy: boolean;
  isAggressor: boolean;
  isAuction: boolean;
  instrument: InstrumentInfo;
  ticks: number;
  lots: number;
}

function readHalf({ i32, u8, f64 }: RecordViews, at: number, directory: Directory): TradeHalf {
  const clOrdIdLength = u8[at + Exec.LENGTHS];
  const accountAt = textAt(u8, at + Exec.LENGTHS, at + Exec.TEXT, 2);
  const flags = u8[at + Exec.FLAGS];
  return {
    tradeId: f64[(at + Exec.TRADE_ID) >> 3],
    isBuy: u8[at + Exec.SIDE] === Side.buy,
    isAggressor: (flags & ExecFlag.aggressor) !== 0,
    isAuction: (flags & ExecFlag.auction) !== 0,
    instrument: directory.instruments[i32[(at + Exec.INSTRUMENT) >> 2]],
    ticks: f64[(at + Exec.LAST_PRICE) >> 3],
    lots: f64[(at + Exec.LAST_QTY) >> 3],
    firm: directory.participants[i32[(at + Exec.PARTICIPANT) >> 2]]?.name ?? '',
    account: getText(u8, accountAt, u8[at + Exec.LENGTHS + 2]),
    orderId: idText(f64[(at + Exec.ORDER_ID) >> 3]),
    clOrdId: getText(u8, at + Exec.TEXT, clOrdIdLength),
  };
}

function trade(
  one: TradeHalf,
  two: TradeHalf,
  businessDate: number,
  timeUs: number,
  fates: ReadonlyMap<number, TradeFate>,
): Trade {
  const [buy, sell] = one.isBuy ? [one, two] : [two, one];
  const { tradeId, instrument, ticks, lots, isAuction } = one;
  const side = ({ firm, account, orderId, clOrdId }: TradeSide) => ({ firm, account, orderId, clOrdId });
  return {
    tradeId: idText(tradeId),
    businessDate,
    timeUs,
    instrument: { ...instrument },
    ticks,
    lots,
    aggressor: isAuction ? null : buy.isAggressor ? 'buy' : 'sell',
    auction: isAuction,
    buy: side(buy),
    sell: side(sell),
    change: fates.get(tradeId) ?? null,
  };
}

function utcDate(timeUs: number): number {
  return Number(new Date(timeUs / 1000).toISOString().slice(0, 10).replaceAll('-', ''));
}

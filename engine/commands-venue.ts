/** Writes the operators' commands and a session's dead-man timer: see commands.ts for the manner, records-venue.ts for the layouts. */
import { type CommandSink, type Origin, openCommand } from './commands.js';
import { Type } from './records.js';
import {
  Bust,
  DeadMan,
  EndDay,
  KillSwitch,
  Notice,
  OperatorCancel,
  ScheduleEntry,
  SetLimits,
  SetSchedule,
  SetStp,
} from './records-venue.js';
import { putText } from './text.js';

/** @param timeoutMs 0 disarms */
export function writeDeadMan(sink: CommandSink, origin: Origin, timeoutMs: number): boolean {
  const at = openCommand(sink, Type.DEAD_MAN, origin, DeadMan.BYTES);
  if (at < 0) return false;
  sink.views.i32[(at + DeadMan.TIMEOUT_MS) >> 2] = timeoutMs;
  return true;
}

/** Each limit: undefined leaves it as it was, -1 takes it away. Notionals and buying power are money. */
export interface Limits {
  openOrders?: number;
  openNotional?: number;
  grossPosition?: number;
  buyingPower?: number;
  /** Of a firm only. */
  ordersPerSecond?: number;
}

export interface LimitsFor extends Limits {
  participant: number;
  /** LimitScope */
  scope: number;
  account: string;
  author: string;
}

export function writeSetLimits(sink: CommandSink, origin: Origin, limits: LimitsFor): boolean {
  const { account, author } = limits;
  const at = openCommand(sink, Type.SET_LIMITS, origin, SetLimits.TEXT + account.length + author.length);
  if (at < 0) return false;
  const { i32, f64, u8 } = sink.views;
  i32[(at + SetLimits.PARTICIPANT) >> 2] = limits.participant;
  u8[at + SetLimits.SCOPE] = limits.scope;
  u8[at + SetLimits.ACCOUNT_LEN] = account.length;
  u8[at + SetLimits.AUTHOR_LEN] = author.length;
  u8[at + SetLimits.AUTHOR_LEN + 1] = 0;
  f64[(at + SetLimits.OPEN_ORDERS) >> 3] = limits.openOrders ?? Number.NaN;
  f64[(at + SetLimits.OPEN_NOTIONAL) >> 3] = limits.openNotional ?? Number.NaN;
  f64[(at + SetLimits.GROSS_POSITION) >> 3] = limits.grossPosition ?? Number.NaN;
  f64[(at + SetLimits.BUYING_POWER) >> 3] = limits.buyingPower ?? Number.NaN;
  f64[(at + SetLimits.ORDERS_PER_SECOND) >> 3] = limits.ordersPerSecond ?? Number.NaN;
  putText(u8, at + SetLimits.TEXT, account + author);
  return true;
}

/** @param participant -1: the whole venue */
export function writeKillSwitch(sink: CommandSink, origin: Origin, participant: number, on: boolean, author: string): boolean {
  const at = openCommand(sink, Type.KILL_SWITCH, origin, KillSwitch.AUTHOR + author.length);
  if (at < 0) return false;
  const { i32, u8 } = sink.views;
  i32[(at + KillSwitch.PARTICIPANT) >> 2] = participant;
  u8[at + KillSwitch.ON] = on ? 1 : 0;
  u8[at + KillSwitch.AUTHOR_LEN] = author.length;
  putText(u8, at + KillSwitch.AUTHOR, author);
  return true;
}

/** What to cancel: -1, side 0 and no account mean any. */
export interface OperatorCancelFields {
  participant: number;
  session: number;
  instrument: number;
  side: number;
  account: string;
  author: string;
}

export function writeOperatorCancel(sink: CommandSink, origin: Origin, fields: OperatorCancelFields): boolean {
  const { account, author } = fields;
  const at = openCommand(sink, Type.OPERATOR_CANCEL, origin, OperatorCancel.TEXT + account.length + author.length);
  if (at < 0) return false;
  const { i32, u8 } = sink.views;
  i32[(at + OperatorCancel.PARTICIPANT) >> 2] = fields.participant;
  i32[(at + OperatorCancel.SESSION) >> 2] = fields.session;
  i32[(at + OperatorCancel.INSTRUMENT) >> 2] = fields.instrument;
  u8[at + OperatorCancel.SIDE] = fields.side;
  u8[at + OperatorCancel.ACCOUNT_LEN] = account.length;
  u8[at + OperatorCancel.AUTHOR_LEN] = author.length;
  putText(u8, at + OperatorCancel.TEXT, account + author);
  return true;
}

/** Self-trade prevention of a firm. @param group 0: none @param mode Stp */
export function writeSetStp(
  sink: CommandSink,
  origin: Origin,
  participant: number,
  group: number,
  mode: number,
  author: string,
): boolean {
  const at = openCommand(sink, Type.SET_STP, origin, SetStp.AUTHOR + author.length);
  if (at < 0) return false;
  const { i32, u8 } = sink.views;
  i32[(at + SetStp.PARTICIPANT) >> 2] = participant;
  i32[(at + SetStp.GROUP) >> 2] = group;
  u8[at + SetStp.MODE] = mode;
  u8[at + SetStp.AUTHOR_LEN] = author.length;
  putText(u8, at + SetStp.AUTHOR, author);
  return true;
}

export interface BustFields {
  tradeId: number;
  /** BustAction */
  action: number;
  /** Of a correction. */
  newTicks: number;
  newLots: number;
  /** The second person; '' where none is needed. */
  approver: string;
  author: string;
}

export function writeBust(sink: CommandSink, origin: Origin, fields: BustFields): boolean {
  const { approver, author } = fields;
  const at = openCommand(sink, Type.BUST, origin, Bust.TEXT + approver.length + author.length);
  if (at < 0) return false;
  const { f64, u8 } = sink.views;
  f64[(at + Bust.TRADE_ID) >> 3] = fields.tradeId;
  f64[(at + Bust.NEW_TICKS) >> 3] = fields.newTicks;
  f64[(at + Bust.NEW_LOTS) >> 3] = fields.newLots;
  u8[at + Bust.ACTION] = fields.action;
  u8[at + Bust.APPROVER_LEN] = approver.length;
  u8[at + Bust.AUTHOR_LEN] = author.length;
  putText(u8, at + Bust.TEXT, approver + author);
  return true;
}

export interface ScheduledChange {
  timeUs: number;
  /** A Phase, or ScheduleAction.endDay. */
  action: number;
}

/** @param businessDate as in 20261120 @param changes at most SCHEDULE_ENTRIES_MAX, times rising */
export function writeSetSchedule(
  sink: CommandSink,
  origin: Origin,
  businessDate: number,
  changes: readonly ScheduledChange[],
  author: string,
): boolean {
  const end = SetSchedule.ENTRIES + changes.length * ScheduleEntry.BYTES;
  const at = openCommand(sink, Type.SET_SCHEDULE, origin, end + author.length);
  if (at < 0) return false;
  const { i32, u16, f64, u8 } = sink.views;
  i32[(at + SetSchedule.DATE) >> 2] = businessDate;
  u8[at + SetSchedule.COUNT] = changes.length;
  u8[at + SetSchedule.AUTHOR_LEN] = author.length;
  u16[(at + SetSchedule.AUTHOR_LEN + 1) >> 1] = 0;
  changes.forEach(({ timeUs, action }, i) => {
    const entry = at + SetSchedule.ENTRIES + i * ScheduleEntry.BYTES;
    f64[(entry + ScheduleEntry.TIME) >> 3] = timeUs;
    i32[(entry + ScheduleEntry.ACTION) >> 2] = action;
    i32[(entry + ScheduleEntry.ACTION + 4) >> 2] = 0;
  });
  putText(u8, at + end, author);
  return true;
}

export function writeEndDay(sink: CommandSink, origin: Origin, businessDate: number, author: string): boolean {
  const at = openCommand(sink, Type.END_DAY, origin, EndDay.AUTHOR + author.length);
  if (at < 0) return false;
  const { i32, u8 } = sink.views;
  i32[(at + EndDay.DATE) >> 2] = businessDate;
  u8[at + EndDay.AUTHOR_LEN] = author.length;
  putText(u8, at + EndDay.AUTHOR, author);
  return true;
}

/** @param text printable, at most 200 characters */
export function writeNotice(sink: CommandSink, origin: Origin, text: string, author: string): boolean {
  const at = openCommand(sink, Type.NOTICE, origin, Notice.TEXT + text.length + author.length);
  if (at < 0) return false;
  const { u8 } = sink.views;
  u8[at + Notice.TEXT_LEN] = text.length;
  u8[at + Notice.AUTHOR_LEN] = author.length;
  putText(u8, at + Notice.TEXT, text + author);
  return true;
}

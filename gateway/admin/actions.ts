/**
 * The operators' actions: each makes of a request's body the command that does it, the events that answer it, and the sentence that
 * says what was asked for. Nothing here changes anything.
 */
import { type CommandSink, type Origin, writeSetLevel, writeSetPhase } from '../../engine/commands.js';
import {
  type BustFields,
  type Limits,
  type ScheduledChange,
  writeEndDay,
  writeKillSwitch,
  writeNotice,
  writeOperatorCancel,
  writeSetLimits,
  writeSetSchedule,
  writeSetStp,
} from '../../engine/commands-venue.js';
import type { Directory, InstrumentInfo } from '../../engine/directory.js';
import { Level, type LevelName } from '../../engine/progress.js';
import { Phase, Type } from '../../engine/records.js';
import { BustAction, LimitScope, SCHEDULE_ENTRIES_MAX, Stp } from '../../engine/records-venue.js';
import { type Calendar, scheduleActions } from '../calendar.js';
import { idText, priceText, qtyText } from '../decimal-text.js';
import {
  readBoolean,
  readCount,
  readDate,
  readFirm,
  readInteger,
  readMoney,
  readName,
  readPrice,
  readQty,
  readSession,
  readSide,
  readSymbol,
  readText,
  readTradeId,
  wrong,
} from './body.js';
import { type Body, refusal } from './http.js';
import type { ActionName } from './roles.js';
import type { Trades } from './trades.js';

/** A command that is ready to be submitted, and the types of the events that answer it. */
export interface Act {
  write(sink: CommandSink, origin: Origin): boolean;
  answers: readonly number[];
}

export interface ActionContext {
  directory: Directory;
  calendar: Calendar | null;
  trades: Trades;
  /** Levels that this venue can reach. */
  levels: readonly LevelName[] | undefined;
}

const NOTICE_MAX = 200;

/** What a bust or correction is, before its approver is known. */
export type BustRequest = Omit<BustFields, 'author' | 'approver'>;

type Read = (body: Body, author: string, context: ActionContext) => Act;

/** All actions that are one command; busts, approvals and the calendar's days are the door's own. */
export const actions: Readonly<Partial<Record<ActionName, Read>>> = {
  halt: (body, author, { directory }) => setPhase(Phase.halted, body, author, directory),
  resume: (body, author, { directory }) => setPhase(Phase.open, body, author, directory),
  'cancel-only': (body, author, { directory }) => setPhase(Phase.cancelOnly, body, author, directory),
  phase: (body, author, { directory }) => setPhase(readName(body, 'phase', Phase), body, author, directory),
  level: (body, author, { levels }) => setLevel(body, author, levels),
  limits: (body, author, { directory }) => setLimits(body, author, directory),
  kill: (body, author, { directory }) => killSwitch(true, body, author, directory),
  release: (body, author, { directory }) => killSwitch(false, body, author, directory),
  cancel: (body, author, { directory }) => cancel(body, author, directory),
  stp: (body, author, { directory }) => setStp(body, author, directory),
  schedule: (body, author, { calendar }) => setSchedule(body, author, calendar),
  'end-day': (body, author, { directory, calendar }) => endDay(body, author, directory, calendar),
  notice: (body, author) => notice(body, author),
};

function setPhase(phase: number, body: Body, author: string, directory: Directory): Act {
  const instrument = readSymbol(directory, body)?.index ?? -1;
  return {
    write: (sink, origin) => writeSetPhase(sink, origin, instrument, phase, author),
    answers: [Type.PHASE_CHANGED],
  };
}

function setLevel(body: Body, author: string, levels: readonly LevelName[] | undefined): Act {
  const level = readName(body, 'level', Level);
  if (levels && !levels.includes(body.level as LevelName)) {
    throw wrong('level', `one of ${levels.join(', ')}, which this venue can reach`, body.level, 'unsupportedLevel');
  }
  return { write: (sink, origin) => writeSetLevel(sink, origin, level, author), answers: [Type.LEVEL_CHANGED] };
}

function requireFirm(directory: Directory, body: Body): number {
  const participant = readFirm(directory, body);
  if (participant < 0) throw wrong('firm', 'a firm that the venue knows', body.firm);
  return participant;
}

/** `account` names one; `default: true` means all that have no limits of their own; else the limits are the firm's. */
function setLimits(body: Body, author: string, directory: Directory): Act {
  const participant = requireFirm(directory, body);
  const account = body.account === undefined ? '' : readText(body, 'account', 16);
  const isDefault = body.default !== undefined && readBoolean(body, 'default');
  if (account !== '' && isDefault) throw wrong('default', 'either an account or default', body.default);
  const scope = account !== '' ? LimitScope.account : isDefault ? LimitScope.accountDefault : LimitScope.firm;
  const limits: Limits = {
    openOrders: readCount(body, 'openOrders'),
    openNotional: readMoney(body, 'openNotional'),
    grossPosition: readMoney(body, 'grossPosition'),
    buyingPower: readMoney(body, 'buyingPower'),
    ordersPerSecond: readCount(body, 'ordersPerSecond'),
  };
  if (Object.values(limits).every((limit) => limit === undefined)) {
    throw refusal('BAD_REQUEST', `limits: expected at least one of ${Object.keys(limits).join(', ')}`);
  }
  const isFirm = scope === LimitScope.firm;
  for (const name of isFirm ? (['grossPosition', 'buyingPower'] as const) : (['ordersPerSecond'] as const)) {
    if (limits[name] !== undefined) throw wrong(name, `no such limit of ${isFirm ? 'a firm' : 'an account'}`, body[name]);
  }
  const fields = { ...limits, participant, scope, account, author };
  return { write: (sink, origin) => writeSetLimits(sink, origin, fields), answers: [Type.LIMITS_SET] };
}

/** Of a firm, or with `venue: true` of all. */
function killSwitch(on: boolean, body: Body, author: string, directory: Directory): Act {
  const participant = readFirm(directory, body);
  const isVenue = body.venue !== undefined && readBoolean(body, 'venue');
  if (isVenue === participant >= 0) {
    throw refusal('BAD_REQUEST', 'kill switch: expected either a firm or "venue": true');
  }
  return {
    write: (sink, origin) => writeKillSwitch(sink, origin, participant, on, author),
    answers: [Type.KILL_CHANGED],
  };
}

/** What is left out means any; `all: true` where nothing is named. */
function cancel(body: Body, author: string, directory: Directory): Act {
  const fields = {
    participant: readFirm(directory, body),
    session: readSession(directory, body),
    instrument: readSymbol(directory, body)?.index ?? -1,
    side: readSide(body),
    account: body.account === undefined ? '' : readText(body, 'account', 16),
    author,
  };
  const { participant, session, instrument, side, account } = fields;
  const isAny = participant < 0 && session < 0 && instrument < 0 && side === 0 && account === '';
  const isAll = body.all !== undefined && readBoolean(body, 'all');
  if (isAny !== isAll) {
    throw refusal('BAD_REQUEST', 'cancel: expected firm, session, account, symbol or side, or "all": true');
  }
  return { write: (sink, origin) => writeOperatorCancel(sink, origin, fields), answers: [Type.ORDERS_CANCELED] };
}

const stpModes = { cancelNewest: 1, cancelOldest: 2, cancelBoth: 3, decrement: 4, off: 5 } as const satisfies Partial<
  typeof Stp
>;

function setStp(body: Body, author: string, directory: Directory): Act {
  const participant = requireFirm(directory, body);
  const known = directory.participants[participant];
  const group = body.group === undefined ? (known.stpGroup ?? 0) : readInteger(body, 'group', 0, 0x7fffffff);
  const mode = body.mode === undefined ? known.stpMode || Stp.cancelNewest : readName(body, 'mode', stpModes);
  return { write: (sink, origin) => writeSetStp(sink, origin, participant, group, mode, author), answers: [Type.STP_SET] };
}

/** `changes`: [{"time":"09:00","action":"open"}, …], times of the calendar's zone, or instants such as 2026-11-20T08:00:00Z. */
function setSchedule(body: Body, author: string, calendar: Calendar | null): Act {
  const date = readDate(body, 'date');
  const { changes } = body;
  if (!Array.isArray(changes) || changes.length > SCHEDULE_ENTRIES_MAX) {
    throw wrong('changes', `a list of at most ${SCHEDULE_ENTRIES_MAX} of {"time", "action"}`, changes);
  }
  const schedule = changes.map((change) => readChange(change as Body, date, calendar));
  for (let i = 1; i < schedule.length; i++) {
    if (schedule[i].timeUs <= schedule[i - 1].timeUs) throw wrong('changes', 'rising times', changes[i]);
  }
  return {
    write: (sink, origin) => writeSetSchedule(sink, origin, date, schedule, author),
    answers: [Type.SCHEDULE_SET],
  };
}

function readChange(change: Body, date: number, calendar: Calendar | null): ScheduledChange {
  if (typeof change !== 'object' || change === null) throw wrong('changes', '{"time", "action"}', change);
  const action = readName(change, 'action', scheduleActions);
  const { time } = change;
  if (typeof time === 'string' && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(time)) {
    if (calendar !== null) return { timeUs: calendar.instantUs(date, time), action };
    throw wrong('time', 'an instant with its zone, as this venue has no calendar', time, 'NO_CALENDAR');
  }
  if (typeof time === 'string' && /T.*(Z|[+-]\d\d:\d\d)$/.test(time) && !Number.isNaN(Date.parse(time))) {
    return { timeUs: Date.parse(time) * 1000, action };
  }
  throw wrong('time', 'a time such as 09:00 or 2026-11-20T08:00:00Z', time);
}

/** The date that is left out is the first that is scheduled. */
function endDay(body: Body, author: string, directory: Directory, calendar: Calendar | null): Act {
  const scheduled = directory.schedule[0]?.date;
  if (body.date === undefined && scheduled === undefined && calendar === null) {
    throw wrong('date', 'a business date, as none is scheduled', body.date);
  }
  const date = body.date === undefined && scheduled !== undefined ? scheduled : readDate(body, 'date');
  return { write: (sink, origin) => writeEndDay(sink, origin, date, author), answers: [Type.DAY_ENDED] };
}

function notice(body: Body, author: string): Act {
  const text = readText(body, 'text', NOTICE_MAX);
  return { write: (sink, origin) => writeNotice(sink, origin, text, author), answers: [Type.NOTICE_GIVEN] };
}

/** A bust of {"tradeId"}, or a correction with "price", and "qty" if that changes too. */
export function readBust(isBust: boolean, body: Body, context: ActionContext): { request: BustRequest; what: string } {
  const tradeId = readTradeId(body);
  const name = idText(tradeId);
  if (isBust) {
    return { request: { tradeId, action: BustAction.bust, newTicks: 0, newLots: 0 }, what: `bust of trade ${name}` };
  }
  const info = instrumentOfTrade(tradeId, body, context);
  const newTicks = readPrice(body, info);
  const newLots = body.qty === undefined ? context.trades.lotsOf(tradeId) : readQty(body, info);
  if (newLots === 0) throw wrong('qty', 'the quantity of the trade, which was before this start', body.qty);
  const what = `correction of trade ${name} to ${qtyText(newLots, info)} ${info.symbol} at ${priceText(newTicks, info)}`;
  return { request: { tradeId, action: BustAction.correct, newTicks, newLots }, what };
}

function instrumentOfTrade(tradeId: number, body: Body, { directory, trades }: ActionContext): InstrumentInfo {
  const given = readSymbol(directory, body);
  const known = directory.instruments[trades.instrumentOf(tradeId)];
  const info = known ?? given;
  if (info === undefined) throw wrong('symbol', 'the symbol of the trade, which was before this start', body.symbol);
  if (given !== undefined && given !== info) throw wrong('symbol', `${info.symbol}, which was traded`, body.symbol);
  return info;
}

/** The events that answer an operator, as an object with a sentence: what has been done, by the log. */
import type { Directory } from '../../engine/directory.js';
import { BODY_SHIFT, Defined, Type } from '../../engine/records.js';
import { DayEnded, KillSwitch, LimitScope, SetLimits, TradeChanged } from '../../engine/records-venue.js';
import type { RecordViews } from '../../engine/ring.js';
import { getText } from '../../engine/text.js';
import { dateText } from '../calendar.js';
import { noticeText } from '../notice.js';
import { levelName, phaseName, sessionKinds } from '../status.js';
import type { TradeChange } from './trades.js';
import { dayView, limitsText, limitsView, stpView } from './views.js';

export interface Answer {
  text: string;
  [field: string]: unknown;
}

/** Where an event has the correlation number of the command that it answers. */
export function refOf(views: RecordViews, at: number, type: number): number {
  switch (type) {
    case Type.TRADE_BUSTED:
    case Type.TRADE_CORRECTED:
      return views.i32[(at + TradeChanged.REF) >> 2];
    case Type.DAY_ENDED:
      return views.i32[(at + DayEnded.REF) >> 2];
    default:
      return views.i32[(at + Defined.REF) >> 2];
  }
}

/** What an event says; null: it answers nobody. The directory has taken it in already. */
export function answerOf(views: RecordViews, at: number, type: number, directory: Directory): Answer | null {
  const { i32, u8 } = views;
  const index = i32[(at + Defined.INDEX) >> 2];
  const body = at - BODY_SHIFT;
  switch (type) {
    case Type.PHASE_CHANGED: {
      const instrument = directory.instruments[index];
      const phase = phaseName(instrument ? instrument.phase : directory.phase);
      return { text: `${instrument?.symbol ?? 'the venue'}: ${phase}`, symbol: instrument?.symbol ?? null, phase };
    }
    case Type.LEVEL_CHANGED:
      return { text: `durability: ${levelName(index)}`, level: levelName(index) };
    case Type.KILL_CHANGED: {
      const firm = directory.participants[index]?.name ?? null;
      const on = u8[body + KillSwitch.ON] === 1;
      const done = on ? 'on: entry is blocked and all orders are cancelled' : 'off: orders are taken again';
      return { text: `kill switch of ${firm ?? 'the venue'} is ${done}`, firm, on };
    }
    case Type.ORDERS_CANCELED:
      return { text: `${index} orders were cancelled`, canceled: index };
    case Type.STP_SET: {
      const firm = directory.participants[index];
      const stp = stpView(firm);
      return { text: `self-trade prevention of ${firm.name}: group ${stp.group}, ${stp.mode}`, firm: firm.name, ...stp };
    }
    case Type.LIMITS_SET:
      return limitsAnswer(views, at, directory);
    case Type.SCHEDULE_SET: {
      const day = directory.schedule.find(({ date }) => date === index);
      const changes = day ? dayView(day).changes : [];
      return { text: `${dateText(index)}: ${changes.length} changes are scheduled`, date: dateText(index), changes };
    }
    case Type.PARTICIPANT_DEFINED:
      return { text: `firm ${directory.participants[index].name} is known`, firm: directory.participants[index].name };
    case Type.NOTICE_GIVEN:
      return { text: `said to whoever is logged on: ${noticeText(views, at)}`, notice: noticeText(views, at) };
    case Type.SESSION_DEFINED: {
      const { senderCompId, kind, enabled } = directory.sessions[index];
      const text = `session ${senderCompId} (${sessionKinds[kind]}) is ${enabled ? 'enabled' : 'disabled'}`;
      return { text, session: senderCompId, kind: sessionKinds[kind], enabled };
    }
    case Type.DAY_ENDED: {
      const next = i32[(at + DayEnded.NEXT_DATE) >> 2];
      const nextDate = next > 0 ? dateText(next) : null;
      const text = `business day ${dateText(index)} has ended; ${nextDate === null ? 'no next one is scheduled' : `the next is ${nextDate}`}`;
      return { text, date: dateText(index), nextDate };
    }
    default:
      return null;
  }
}

function limitsAnswer({ i32, u8 }: RecordViews, at: number, directory: Directory): Answer {
  const firm = directory.participants[i32[(at + Defined.INDEX) >> 2]];
  const body = at - BODY_SHIFT;
  const scope = u8[body + SetLimits.SCOPE];
  const account = getText(u8, body + SetLimits.TEXT, u8[body + SetLimits.ACCOUNT_LEN]);
  const known = firm.limits ?? { firm: {}, accountDefault: {}, accounts: {} };
  const isFirm = scope === LimitScope.firm;
  const limits = isFirm ? known.firm : scope === LimitScope.account ? (known.accounts[account] ?? {}) : known.accountDefault;
  const whose = isFirm
    ? firm.name
    : `${scope === LimitScope.account ? `account ${account}` : 'each other account'} of ${firm.name}`;
  return {
    text: `limits of ${whose}: ${limitsText(limits)}`,
    firm: firm.name,
    ...(account ? { account } : {}),
    ...(scope === LimitScope.accountDefault ? { default: true } : {}),
    limits: limitsView(limits),
  };
}

export function tradeAnswer(change: TradeChange): Answer {
  const { tradeId, symbol, oldQty, oldPrice, price, qty } = change;
  const was = `trade ${tradeId} of ${oldQty} ${symbol} at ${oldPrice}`;
  return { text: price === null ? `${was} is busted` : `${was} is corrected to ${qty} at ${price}`, ...change };
}

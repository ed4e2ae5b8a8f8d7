/** What operators see: phases, limits, kill switches, self-trade prevention, the schedule; from this door's own fold over the log. */
import type { Limits } from '../../engine/commands-venue.js';
import type { Directory, ParticipantInfo, ScheduleInfo } from '../../engine/directory.js';
import { Phase } from '../../engine/records.js';
import { Stp } from '../../engine/records-venue.js';
import { dateText, scheduleActionNames } from '../calendar.js';
import { moneyText } from '../instrument-terms.js';
import { phaseName } from '../status.js';

const stpNames = new Map<number, string>(Object.entries(Stp).map(([name, code]) => [code, name]));

export function phasesView(directory: Directory) {
  const { phase, instruments } = directory;
  return {
    venue: phaseName(phase),
    instruments: instruments.map((info) => ({
      symbol: info.symbol,
      phase: phaseName(info.phase),
      inForce: phaseName(phase === Phase.open ? info.phase : phase),
    })),
  };
}

/** Amounts as decimals, `none` for a limit that was taken away; one that was never set is left out. */
export function limitsView(limits: Limits): Record<string, string | number> {
  const view: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(limits) as [keyof Limits, number | undefined][]) {
    if (value === undefined) continue;
    const isCount = name === 'openOrders' || name === 'ordersPerSecond';
    view[name] = value < 0 ? 'none' : isCount ? value : moneyText(value);
  }
  return view;
}

export function limitsText(limits: Limits): string {
  const entries = Object.entries(limitsView(limits));
  return entries.length === 0 ? 'none' : entries.map(([name, value]) => `${name} ${value}`).join(', ');
}

export function limitsOfFirm({ name, limits }: ParticipantInfo) {
  return {
    firm: name,
    limits: limitsView(limits?.firm ?? {}),
    accountDefault: limitsView(limits?.accountDefault ?? {}),
    accounts: Object.fromEntries(
      Object.entries(limits?.accounts ?? {}).map(([account, own]) => [account, limitsView(own)] as const),
    ),
  };
}

export function stpView({ stpGroup, stpMode }: ParticipantInfo) {
  return { group: stpGroup ?? 0, mode: stpNames.get(stpMode || Stp.cancelNewest) ?? String(stpMode) };
}

export function killView(directory: Directory) {
  return {
    venue: directory.killed,
    firms: directory.participants.filter(({ killed }) => killed).map(({ name }) => name),
  };
}

export function dayView({ date, changes }: ScheduleInfo) {
  return {
    date: dateText(date),
    changes: changes.map(({ timeUs, action }) => ({
      time: new Date(timeUs / 1000).toISOString(),
      action: scheduleActionNames.get(action) ?? String(action),
    })),
  };
}

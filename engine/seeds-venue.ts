/**
 * What readers of the log start from of limits, kill switches, self-trade prevention, the schedule, auctions and price bands.
 * Engine thread only; not hot.
 */
import type { Limits } from './commands-venue.js';
import type { BookSeed, DirectorySeed, FirmLimits, ParticipantInfo, ScheduleInfo } from './directory.js';
import { Watch } from './instruments.js';
import { AccountLimit, FirmLimit } from './limits.js';
import { BandState } from './records-venue.js';
import type { State } from './state.js';
import { getText } from './text.js';

export function venueSeed(state: State): Pick<DirectorySeed, 'killed' | 'schedule'> {
  return { killed: state.killed.venue, schedule: scheduleSeed(state) };
}

export function firmSeed(state: State, index: number): ParticipantInfo {
  const { participants, killed } = state;
  return {
    index,
    name: participants.names[index],
    killed: killed.firms[index] !== 0,
    stpGroup: participants.stpGroup[index],
    stpMode: participants.stpMode[index],
    limits: limitsSeed(state, index),
  };
}

function limitsSeed(state: State, firm: number): FirmLimits {
  const { limits, accounts, exposure } = state;
  const seed: FirmLimits = {
    firm: given({
      openOrders: limits.firms[(firm << 2) + FirmLimit.openOrders],
      openNotional: limits.firms[(firm << 2) + FirmLimit.openNotional],
      ordersPerSecond: limits.firms[(firm << 2) + FirmLimit.perSecond],
    }),
    accountDefault: given(ofAccount((limit) => limits.defaults[(firm << 2) + limit])),
    accounts: {},
  };
  const add = (name: string, slot: number) => {
    const own = Object.entries(ofAccount((limit) => limits.ownOf(slot, limit))).filter(([, value]) => !Number.isNaN(value));
    if (own.length > 0) seed.accounts[name] = Object.fromEntries(own);
  };
  add('', exposure.firstFirm + firm);
  for (let account = 1; account <= accounts.count(); account++) {
    if (accounts.participant(account) !== firm) continue;
    add(getText(accounts.u8, accounts.textAt(account), accounts.length(account)), account);
  }
  return seed;
}

function ofAccount(limit: (which: number) => number): Limits {
  return {
    openOrders: limit(AccountLimit.openOrders),
    openNotional: limit(AccountLimit.openNotional),
    grossPosition: limit(AccountLimit.gross),
    buyingPower: limit(AccountLimit.buyingPower),
  };
}

/** Without those that are none. */
function given(limits: Limits): Limits {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== -1));
}

/** Days to come, by date. */
function scheduleSeed({ timetable }: State): ScheduleInfo[] {
  const days = new Map<number, ScheduleInfo>();
  for (const { date, timeUs, action } of timetable.changes) {
    const day = days.get(date) ?? { date, changes: [] };
    days.set(date, day);
    day.changes.push({ timeUs, action });
  }
  return [...days.values()].sort((a, b) => a.date - b.date);
}

export function bandsSeed({ luld, timers }: State, i: number): Pick<BookSeed, 'bands'> {
  if (Number.isNaN(luld.toldReference[i])) return {};
  const state = luld.toldState[i];
  const untilUs = state === BandState.normal ? 0 : timers.us[i];
  return {
    bands: {
      state,
      lowerTicks: luld.toldLower[i],
      upperTicks: luld.toldUpper[i],
      referenceTicks: luld.toldReference[i],
      untilUs,
    },
  };
}

export function auctionSeed({ indications, instruments }: State, i: number): Pick<BookSeed, 'auction'> {
  const gathers = (instruments.watch[i] & Watch.auction) !== 0;
  if (!gathers || indications.toldUs[i] === -Infinity) return {};
  const price = indications.price[i];
  return {
    auction: {
      phase: instruments.current[i],
      priceTicks: Number.isNaN(price) ? null : price,
      pairedLots: indications.paired[i],
      imbalanceLots: indications.imbalance[i],
    },
  };
}

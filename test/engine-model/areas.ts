/** What the market does, area by area: a flow of random commands for each, and in which venues. */
import * as g from './generate.js';
import type { Settings } from './setups.js';

const { mix } = g;
const statuses: g.Flow = mix([2, g.statuses], [1, g.massStatuses]);
const changes: g.Flow = mix([6, g.cancels], [8, g.replaces], [2, statuses], [1, g.resends]);
export const plain: g.Flow = mix([10, g.limits], [1, g.markets], [3, changes]);
const special: g.Flow = mix([2, g.icebergs], [2, g.hidden], [1, g.minimums], [1, g.postOnly], [1, g.toLimit], [1, g.notionals]);
const gathering: g.Flow = mix(
  [8, g.passive],
  [4, g.atAuctions],
  [2, g.icebergs],
  [2, g.hidden],
  [1, g.links],
  [1, g.stops],
  [1, g.pegs],
  [2, changes],
);
export const everything: g.Flow = mix(
  [8, plain],
  [4, special],
  [2, g.stops],
  [1, g.stopReplaces],
  [1, g.trailing],
  [2, g.pegs],
  [2, mix([3, g.links], [1, g.pairs])],
  [2, g.grouped],
  [1, g.untilDates],
  [2, g.atAuctions],
  [1, g.muddles],
  [3, g.ticks],
  [1, g.phases],
  [1, g.auctionPhases],
  [3, g.opens],
  [1, mix([1, g.masses], [1, g.operatorCancels], [1, g.kills], [1, g.deadMen], [1, g.disconnects], [4, g.logons])],
  [1, mix([1, g.defines], [3, g.readers])],
  [1, mix([1, g.settingLimits], [2, g.groups], [2, g.busts], [1, g.endDays], [1, g.schedules], [1, g.notices])],
);

export const areas: Record<string, { flow: g.Flow; in?: Settings[] }> = {
  'plain matching': { flow: mix([12, plain], [1, g.masses]), in: [{}, { first: { replaceLosesPriority: 1 }, ordersKept: 8 }] },
  'iceberg, hidden, minimum, post-only, to limit, notional': {
    flow: mix([4, plain], [6, special]),
    in: [{}, { first: { minDisplayBps: 2000 }, second: { allocation: 0 } }],
  },
  'checks of entry': { flow: mix([2, plain], [4, g.muddles], [1, special], [1, g.ticks]), in: [{ first: { minQtyLots: 3 } }] },
  'orders that may have been sent before': {
    flow: mix([4, plain], [6, g.resends], [2, changes], [1, g.masses], [1, g.stops], [1, g.kills]),
    in: [{ copies: [3] }],
  },
  'stops and trailing stops': { flow: mix([6, plain], [4, g.stops], [2, g.trailing], [1, g.icebergs], [1, g.stopReplaces]) },
  pegs: { flow: mix([6, plain], [4, g.pegs], [1, special], [1, g.stops]) },
  links: {
    flow: mix(
      [5, g.passive],
      [2, plain],
      [4, g.links],
      [2, g.pairs],
      [1, g.stops],
      [1, mix([1, g.masses], [2, g.cancels])],
      [1, g.pegs],
    ),
  },
  'self-trade prevention': { flow: mix([3, plain], [6, g.grouped], [1, g.groups], [1, g.stops]) },
  'pro rata': {
    flow: mix([5, plain], [2, special], [1, g.grouped]),
    in: [{ first: { allocation: 1 } }, { first: { allocation: 1, topShareBps: 4000, makerShareBps: 5000, marketMaker: 0 } }],
  },
  phases: {
    flow: mix(
      [6, plain],
      [2, special],
      [3, g.atAuctions],
      [1, g.stops],
      [1, g.pegs],
      [1, g.links],
      [3, g.phases],
      [4, g.opens],
      [2, g.ticks],
    ),
    in: [{}, { first: { referenceTicks: 0 } }],
  },
  auctions: {
    flow: mix([14, gathering], [3, g.auctionPhases], [2, g.opens], [3, g.ticks], [1, g.limits]),
    in: [{}, { first: { referenceTicks: 0, allocation: 1 } }],
  },
  bands: {
    flow: mix([8, plain], [3, special], [2, g.stops], [1, g.pegs], [1, g.grouped], [2, g.ticks], [1, g.opens]),
    in: [
      { first: { staticBand: 6, dynamicBand: 2 }, second: { dynamicBand: 2 } },
      {
        first: { staticBand: 5, dynamicBand: 2, bandAction: 1, volatilityAuctionMs: 1000 },
        second: { dynamicBand: 1, bandAction: 1, volatilityAuctionMs: 3000 },
      },
      { first: { staticBand: 500, dynamicBand: 250, bandAction: 1, distanceUnit: 1, volatilityAuctionMs: 100 } },
    ],
  },
  'limit up, limit down': {
    flow: mix([8, plain], [2, special], [1, g.stops], [1, g.pegs], [2, g.ticks], [2, g.longTicks]),
    in: [
      { first: { luldBand: 2, pauseMs: 30_000 }, second: { luldBand: 1, limitStateMs: 1000, pauseMs: 5000 } },
      { first: { luldBand: 200, distanceUnit: 1, dynamicBand: 400 } },
    ],
  },
  'risk and limits': {
    flow: mix([8, plain], [2, special], [1, g.stops], [1, g.pegs], [4, g.settingLimits], [1, g.ticks], [1, g.kills]),
    in: [{ first: { fatFinger: 3, minNotional: 150, maxNotional: 1500 } }, {}],
  },
  'mass actions and kill switches': {
    flow: mix(
      [8, plain],
      [1, special],
      [1, g.links],
      [1, g.stops],
      [2, g.masses],
      [2, g.operatorCancels],
      [2, g.kills],
      [1, g.disconnects],
      [2, g.logons],
    ),
  },
  'sessions and drop copy': {
    flow: mix(
      [10, plain],
      [2, special],
      [1, g.links],
      [1, g.stops],
      [1, g.busts],
      [1, g.masses],
      [2, g.defines],
      [2, g.readers],
      [2, g.disconnects],
      [4, g.logons],
      [1, g.ticks],
      [1, g.endDays],
      [1, g.notices],
    ),
    in: [{ copies: [3] }, { copies: [1, 2, 3] }, {}],
  },
  timers: {
    flow: mix(
      [6, plain],
      [3, g.untilDates],
      [1, g.deadMen],
      [1, g.disconnects],
      [2, g.logons],
      [3, g.ticks],
      [1, g.pegs],
      [1, g.schedules],
    ),
    in: [{ graceMs: 1000 }],
  },
  busts: { flow: mix([6, plain], [1, special], [1, g.links], [5, g.busts], [1, g.stops]) },
  'the day': {
    flow: mix(
      [6, plain],
      [1, g.untilDates],
      [1, g.links],
      [1, g.stops],
      [1, g.atAuctions],
      [1, g.endDays],
      [1, g.schedules],
      [2, g.ticks],
      [1, g.auctionPhases],
      [2, g.opens],
      [1, g.disconnects],
      [4, g.logons],
    ),
  },
  restarts: {
    flow: mix([6, everything], [3, g.passive], [1, g.restarts], [6, g.logons]),
    in: [{ graceMs: 500, second: { luldBand: 3, dynamicBand: 2, bandAction: 1, volatilityAuctionMs: 1000 } }],
  },
  everything: {
    flow: everything,
    in: [
      { copies: [3] },
      {
        graceMs: 500,
        first: {
          luldBand: 4,
          staticBand: 12,
          dynamicBand: 6,
          bandAction: 1,
          volatilityAuctionMs: 1000,
          pauseMs: 2000,
          limitStateMs: 500,
        },
        second: { fatFinger: 8, dynamicBand: 4 },
      },
    ],
  },
};

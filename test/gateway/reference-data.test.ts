/** What a start submits of the configuration: in people's terms there, in ticks and lots here, and only what differs. */
import { describe, expect, it } from 'vitest';
import { type DirectorySeed, emptySeed } from '../../engine/directory.js';
import { completeInstrument } from '../../engine/instrument-definition.js';
import { MemorySink } from '../../engine/log.js';
import { Allocation, BandAction, DistanceUnit, SessionKind } from '../../engine/records.js';
import { type Config, configSchema, loadConfig } from '../../gateway/config.js';
import { instrumentDefinition } from '../../gateway/instrument-terms.js';
import { defineConfigured } from '../../gateway/reference-data.js';
import { type Described, describeRecord } from '../../journal/describe.js';

const NOW_US = Date.parse('2026-11-19T12:00:00Z') * 1000;

/** What is submitted to a venue in this state. */
function submitted(config: Config, seed: Partial<DirectorySeed> = {}, epoch = 1): Described[] {
  const commands: Described[] = [];
  const engine = { directorySeed: () => ({ ...emptySeed, ...seed }), refusals: 0, lastRefusal: 0, epoch, level: 1 };
  const sequencer = {
    submit(write: (sink: MemorySink) => boolean) {
      const sink = new MemorySink();
      expect(write(sink)).toBe(true);
      commands.push(describeRecord(sink.views, 0, 0, 0));
    },
  };
  defineConfigured(sequencer, engine, config, NOW_US);
  return commands;
}

const parse = (given: object) => configSchema.parse(given);
const types = (commands: Described[]) => commands.map(({ type }) => type);

describe('a configuration', () => {
  it.each([
    [{ instruments: [{ symbol: 'A' }, { symbol: 'B' }, { symbol: 'A', tickSize: '0.05' }] }, 'expected each symbol once'],
    [{ sessions: [{ senderCompId: 'X' }, { senderCompId: 'X', graceMs: 5 }] }, 'expected each senderCompId once'],
  ])('that says two things of one is refused: %j', (given, message) => {
    expect(() => parse(given)).toThrow(message);
  });
});

describe('an instrument in people`s terms', () => {
  const of = (given: object, marketMaker = -1) =>
    instrumentDefinition(parse({ instruments: [{ symbol: 'OIL', ...given }] }).instruments[0], marketMaker);

  it('becomes ticks, lots, money and basis points', () => {
    const given = {
      tickSize: '0.25',
      lotSize: '10',
      minPrice: '-50',
      maxPrice: '500.00',
      referencePrice: '-1.25',
      minQty: '20',
      maxQty: '1000',
      minNotional: 5,
      maxNotional: '1000000.50',
      fatFinger: '2.5%',
      bands: { static: '10%', dynamic: '5%', action: 'auction' },
      luld: { band: '0.75%', limitStateMs: 1000 },
      allocation: 'proRata',
      topShare: '40%',
      makerShare: '12.5%',
      minDisplay: '2%',
      replaceLosesPriority: true,
    };
    expect(of(given, 3)).toEqual({
      symbol: 'OIL',
      tickUnits: 25,
      priceDecimals: 2,
      lotUnits: 10,
      qtyDecimals: 0,
      minPriceTicks: -200,
      maxPriceTicks: 2000,
      referenceTicks: -5,
      minQtyLots: 2,
      maxQtyLots: 100,
      minNotional: 500,
      maxNotional: 100_000_050,
      fatFinger: 250,
      staticBand: 1000,
      dynamicBand: 500,
      luldBand: 75,
      distanceUnit: DistanceUnit.basisPoints,
      bandAction: BandAction.auction,
      volatilityAuctionMs: 300_000,
      limitStateMs: 1000,
      pauseMs: 300_000,
      allocation: Allocation.proRata,
      topShareBps: 4000,
      makerShareBps: 1250,
      minDisplayBps: 200,
      marketMaker: 3,
      replaceLosesPriority: 1,
    });
  });

  it('has everything off by default', () => {
    expect(of({})).toEqual(
      completeInstrument({
        symbol: 'OIL',
        tickUnits: 1,
        priceDecimals: 2,
        lotUnits: 1,
        qtyDecimals: 0,
        minPriceTicks: 1,
        maxPriceTicks: 100_000_000,
        maxQtyLots: 1_000_000,
        referenceTicks: 10_000,
      }),
    );
  });

  it('has distances in ticks', () => {
    expect(of({ fatFinger: '20 ticks', bands: { static: 100 } })).toMatchObject({
      fatFinger: 20,
      staticBand: 100,
      distanceUnit: DistanceUnit.ticks,
    });
  });

  it.each([
    [{ fatFinger: '5%', bands: { static: 10 } }, 'all distances in ticks or all as percentages'],
    [{ topShare: '140%' }, 'topShare: expected at most 100%'],
    [{ tickSize: '0.25', minPrice: '0.30' }, 'minPrice: expected a multiple of tickSize 0.25, got 0.30'],
    [{ lotSize: '10', minQty: '15' }, 'minQty: expected a multiple of lotSize 10, got 15'],
  ])('refuses %j', (given, message) => {
    expect(() => of(given)).toThrow(message);
  });

  it.each([
    [{ bands: { static: '10 percent' } }],
    [{ bands: { action: 'explode' } }],
    [{ maxNotional: '1.234' }],
    [{ luld: { limitStateMs: 0 } }],
    [{ fatFinger: -1 }],
  ])('does not take %j', (given) => {
    expect(configSchema.safeParse({ instruments: [{ symbol: 'OIL', ...given }] }).success).toBe(false);
  });
});

describe('a start', () => {
  const config = parse({
    instruments: [{ symbol: 'AAPL', marketMaker: 'MAKER' }],
    sessions: [{ senderCompId: 'DESK', participant: 'ALPHA', resetDaily: true }],
    firms: {
      ALPHA: {
        limits: { openOrders: 100, openNotional: '5000.50', ordersPerSecond: 'none' },
        accountLimits: { buyingPower: 1000 },
        accounts: { C1: { grossPosition: 'none' } },
        stp: { group: 7, mode: 'cancelOldest' },
      },
    },
  });
  const alpha = {
    index: 0,
    name: 'ALPHA',
    stpGroup: 7,
    stpMode: 2,
    limits: {
      firm: { openOrders: 100, openNotional: 500_050, ordersPerSecond: -1 },
      accountDefault: { buyingPower: 100_000 },
      accounts: { C1: { grossPosition: -1 } },
    },
  };
  const instrument = { ...instrumentDefinition(config.instruments[0], 1), index: 0, phase: 1 };
  const session = {
    participant: 0,
    cancelOnDisconnect: true,
    graceMs: 0,
    senderCompId: 'DESK',
    targetCompId: 'BUTTONWOOD',
    resetDaily: true,
    enabled: true,
    copies: 0,
    maxOpenOrders: 0,
    connection: 0,
    nextIn: 1,
    nextOut: 1,
    resetCount: 0,
    windowUs: 0,
  };
  const whole: Partial<DirectorySeed> = {
    participants: [alpha, { index: 1, name: 'MAKER' }],
    instruments: [instrument],
    sessions: [
      { ...session, index: 0, kind: SessionKind.fix },
      { ...session, index: 1, kind: SessionKind.web },
    ],
  };

  it('submits everything to a new venue: firms before what names them', () => {
    const commands = submitted(config);
    expect(types(commands)).toEqual([
      'DEFINE_PARTICIPANT',
      'DEFINE_PARTICIPANT',
      'DEFINE_INSTRUMENT',
      'DEFINE_SESSION',
      'DEFINE_SESSION',
      'SET_LIMITS',
      'SET_LIMITS',
      'SET_LIMITS',
      'SET_STP',
    ]);
    expect(commands.slice(5)).toMatchObject([
      { scope: 'firm', openOrders: 100, openNotional: 500_050, ordersPerSecond: -1, author: 'configuration' },
      { scope: 'accountDefault', buyingPower: 100_000 },
      { scope: 'account', account: 'C1', grossPosition: -1 },
      { group: 7, mode: 'cancelOldest' },
    ]);
    expect(commands[5]).not.toHaveProperty('grossPosition');
  });

  it('submits nothing to a venue that holds it all, with a reference that closes have moved', () => {
    const moved = { ...whole, instruments: [{ ...instrument, referenceTicks: 77 }] };
    expect(submitted(config, moved)).toEqual([]);
  });

  it('submits what differs, and nothing else', () => {
    const firms = { ...alpha, stpGroup: 8, limits: { ...alpha.limits, firm: { ...alpha.limits.firm, openOrders: 99 } } };
    expect(types(submitted(config, { ...whole, participants: [firms, { index: 1, name: 'MAKER' }] }))).toEqual([
      'SET_LIMITS',
      'SET_STP',
    ]);
  });
});

describe('a start with a calendar', () => {
  const config = parse({ calendar: { day: { '09:00': 'open', '17:00': 'closed', '18:00': 'endDay' } } });
  const first = Date.parse('2026-11-19T09:00:00Z') * 1000;

  it('schedules the next five business days; of today what it should be in and what is to come', () => {
    const days = submitted(config);
    expect(days.map(({ date }) => date)).toEqual([20_261_119, 20_261_120, 20_261_123, 20_261_124, 20_261_125]);
    expect(days[0].changes).toBe(
      '2026-11-19T09:00:00.000Z open, 2026-11-19T17:00:00.000Z closed, 2026-11-19T18:00:00.000Z endDay',
    );
  });

  it('does not carry out again what the venue has had, nor schedule what it has', () => {
    const known = [
      { date: 20_261_119, changes: [{ timeUs: first + 8 * 3_600_000_000, action: 9 }] },
      {
        date: 20_261_120,
        changes: [1, 9, 100].map((action, i) => ({ timeUs: first + (24 + [0, 8, 9][i]) * 3_600_000_000, action })),
      },
    ];
    const days = submitted(config, { schedule: known }, 2);
    expect(days.map(({ date }) => date)).toEqual([20_261_119, 20_261_123, 20_261_124, 20_261_125]);
    expect(days[0].changes).toBe('2026-11-19T17:00:00.000Z closed, 2026-11-19T18:00:00.000Z endDay');
  });

  it('says the phase again that a changed day should be in, when the venue was down as it changed', () => {
    const missed = [{ timeUs: first, action: 4 }];
    const days = submitted(config, { schedule: [{ date: 20_261_119, changes: missed }] }, 2);
    expect(days[0].changes).toBe(
      '2026-11-19T09:00:00.000Z open, 2026-11-19T17:00:00.000Z closed, 2026-11-19T18:00:00.000Z endDay',
    );
  });

  it('is silent without a calendar', () => {
    expect(submitted(parse({}))).toEqual([]);
  });
});

describe('the example', () => {
  it('is a configuration, and all of it is submitted', () => {
    const config = loadConfig(new URL('../../gateway/config-example.yaml', import.meta.url).pathname);
    const commands = types(submitted(config));
    expect(commands.filter((type) => type === 'DEFINE_INSTRUMENT')).toHaveLength(2);
    expect(commands.filter((type) => type === 'SET_SCHEDULE')).toHaveLength(5);
    expect(config.admin.operators.map(({ role }) => role)).toEqual(['operator', 'supervisor']);
  });
});

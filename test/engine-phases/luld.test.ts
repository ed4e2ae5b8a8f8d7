import { describe, expect, it } from 'vitest';
import { BandAction, DistanceUnit, kinds, openVenue, type Venue } from './support.js';

const outside = 'the price is outside the price bands';
const isBands = (text: string) => text.startsWith('bands');

describe.each(kinds)('limit up, limit down, $how', ({ Kind }) => {
  const open = (more = {}) => openVenue(Kind, { luldBand: 10, ...more });
  const bands = (told: string[]) => told.filter(isBands);

  it('bands are told from the definition on; without a reference there are none', () => {
    const venue = open();
    venue.instrument({
      symbol: 'NEW',
      tickUnits: 1,
      priceDecimals: 2,
      lotUnits: 1,
      qtyDecimals: 0,
      minPriceTicks: 1,
      maxPriceTicks: 1000,
      maxQtyLots: 100,
      referenceTicks: 50,
      luldBand: 1000,
      distanceUnit: DistanceUnit.basisPoints,
    });
    expect(venue.told()).toEqual(['INSTRUMENT_DEFINED', 'bands 2: 45 to 55 around 50, normal']);
    const without = open({ referenceTicks: 0 });
    expect(without.send('b', 'buy', 1, 900)).toEqual(['b new']);
    expect(bands(without.send('s', 'sell', 1, 900))).toEqual(['bands 0: 890 to 910 around 900, normal']);
  });

  it('defining the same again tells nothing new', () => {
    const venue = open();
    const [{ symbol }] = venue.engine.directorySeed().instruments;
    expect(symbol).toBe('ACME');
    venue.instrument({ ...(venue.engine.directorySeed().instruments[0] ?? { symbol: '' }) } as never);
    expect(venue.told()).toEqual(['INSTRUMENT_DEFINED']);
  });

  it('nothing trades outside: a limit order’s rest stays at the band, others are cancelled', () => {
    const venue = open();
    venue.send('s1', 'sell', 1, 109);
    venue.send('s2', 'sell', 5, 111);
    expect(venue.send('b', 'buy', 3, 120)).toEqual([
      'b new',
      'b trades 1 at 109, 2 left',
      's1 trades 1 at 109, 0 left',
      'b restated',
      'bands 0: 99 to 119 around 109, normal',
    ]);
    expect(venue.bids()).toEqual([[110, 2, 1]]);
    const other = open();
    other.send('s', 'sell', 5, 111);
    expect(other.send('m', 'buy', 3, 'market')).toEqual(['m new', `m canceled (${outside})`]);
    expect(other.send('i', 'buy', 3, 120, { tif: 'ioc' })).toEqual(['i new', `i canceled (${outside})`]);
  });

  it('an order that would rest beyond its band rests at it', () => {
    const venue = open();
    expect(venue.send('b', 'buy', 5, 120)).toEqual([
      'b new',
      'b restated',
      'bands 0: 90 to 110 around 100, limitUp until 15 s',
    ]);
    expect(venue.send('s', 'sell', 2, 95)[1]).toBe('s trades 2 at 110, 0 left');
    expect(open().send('i', 'buy', 5, 120, { tif: 'ioc' })[1]).toMatch('i canceled');
  });

  it('what would trade with an order that the bands have left behind is cancelled', () => {
    const venue = open();
    venue.enter('preOpen');
    venue.send('b', 'buy', 5, 120);
    expect(bands(venue.enter('open'))).toEqual(['bands 0: 90 to 110 around 100, limitUp until 15 s']);
    expect(venue.send('s', 'sell', 1, 95)).toEqual(['s new', `s canceled (${outside})`]);
  });

  it('the mean of the last five minutes’ trades becomes the reference when it differs by 1 % or more', () => {
    const venue = open({ referenceTicks: 1000, luldBand: 100 });
    expect(bands(venue.trade(1009))).toEqual([]);
    expect(bands(venue.trade(1012))).toEqual(['bands 0: 910 to 1110 around 1010, normal']);
    expect(bands(venue.trade(1013))).toEqual([]);
    // Ten spans on, only the new trade counts; without trades the reference stays as it is.
    expect(bands(venue.until(400_000))).toEqual([]);
    expect(bands(venue.trade(1019))).toEqual([]);
    expect(bands(venue.trade(1023))).toEqual(['bands 0: 921 to 1121 around 1021, normal']);
  });

  it('the first command of a new span looks at it too, whoever’s it is', () => {
    const venue = open({ referenceTicks: 1000, luldBand: 100 });
    venue.trade(1000, 1);
    venue.after(60_000);
    for (let n = 0; n < 3; n++) venue.trade(1012);
    venue.timeUs += 240_000_000;
    expect(venue.send('x', 'buy', 1, 50, { instrument: 1 })).toEqual(['x new', 'bands 0: 912 to 1112 around 1012, normal']);
  });

  it('a limit state begins with the best bid at the upper band, and ends when it goes', () => {
    const venue = open();
    expect(venue.send('b', 'buy', 1, 110)).toEqual(['b new', 'bands 0: 90 to 110 around 100, limitUp until 15 s']);
    venue.after(5000);
    venue.cancel('c', 'b');
    expect(venue.told()).toEqual(['c canceled was b', 'bands 0: 90 to 110 around 100, normal']);
    expect(venue.until(60_000)).toEqual([]);
    expect(bands(venue.send('s', 'sell', 1, 90))).toEqual(['bands 0: 90 to 110 around 100, limitDown until 75 s']);
  });

  it('hidden orders do not begin one, nor does the book outside continuous trading', () => {
    const venue = open();
    expect(venue.send('h', 'buy', 1, 110, { hidden: true })).toEqual(['h new']);
    venue.enter('preOpen');
    expect(bands(venue.send('b', 'buy', 1, 115))).toEqual([]);
  });

  function paused(): Venue {
    const venue = open({ limitStateMs: 15_000, pauseMs: 300_000 });
    venue.send('b', 'buy', 2, 110);
    expect(venue.until(15_000)).toEqual([
      '15000: instrument 0: volatilityAuction',
      '15000: bands 0: 90 to 110 around 100, paused until 315 s',
    ]);
    return venue;
  }

  it('one that lasts becomes a pause; it ends with an auction, whose price is the reference', () => {
    const venue = paused();
    venue.send('s', 'sell', 1, 108);
    venue.timeUs = venue.startUs + 314_999_000;
    expect(venue.until(400_000).filter((text) => text.startsWith('315000'))).toEqual([
      '315000: instrument 0: open',
      '315000: b trades 1 at 110, 1 left',
      '315000: s trades 1 at 110, 0 left',
      '315000: volatilityAuction 0: 1 at 110, buy 1 over, final',
      '315000: bands 0: 100 to 120 around 110, normal',
    ]);
  });

  it('a pause that trades nothing leaves the reference, and the limit state begins again', () => {
    expect(
      bands(
        paused()
          .until(315_000)
          .map((text) => text.slice(8)),
      ),
    ).toEqual(['bands 0: 90 to 110 around 100, limitUp until 330 s']);
  });

  it('a limit state ends with continuous trading, and its timer with it', () => {
    const venue = open();
    venue.send('b', 'buy', 2, 110);
    expect(venue.enter('halted')).toEqual(['the venue: halted', 'bands 0: 90 to 110 around 100, normal']);
    expect(venue.until(60_000)).toEqual([]);
    expect(venue.enter('open')).toEqual(['the venue: open', 'bands 0: 90 to 110 around 100, limitUp until 75 s']);
  });

  it('a limit state and a pause go on after a restart', () => {
    const venue = open();
    venue.send('b', 'buy', 2, 110);
    venue.epoch(2);
    expect(venue.until(15_000)).toEqual([
      '15000: instrument 0: volatilityAuction',
      '15000: bands 0: 90 to 110 around 100, paused until 315 s',
    ]);
    venue.epoch(3);
    expect(venue.until(400_000)[0]).toBe('315000: instrument 0: open');
  });

  it('the static and the dynamic band are looked at first', () => {
    const venue = open({ dynamicBand: 5, bandAction: BandAction.auction });
    venue.trade(100);
    venue.send('s', 'sell', 1, 112);
    expect(venue.send('b', 'buy', 1, 112)).toContain('instrument 0: volatilityAuction');
  });

  it('an opening auction sets the reference', () => {
    const venue = open();
    venue.enter('preOpen');
    venue.send('b', 'buy', 1, 130);
    venue.send('s', 'sell', 1, 130);
    expect(bands(venue.enter('open'))).toEqual(['bands 0: 120 to 140 around 130, normal']);
  });
});

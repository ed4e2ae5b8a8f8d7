import { describe, expect, it } from 'vitest';
import { OrdType, type TimeInForce } from '../../engine/records.js';
import { smallCapacities } from '../engine/support.js';
import { kinds, openVenue, type Phase } from './support.js';

type PhaseName = keyof typeof Phase;
type Tif = keyof typeof TimeInForce;

/** The times in force that a phase takes; all others it refuses. */
const takes: Record<PhaseName, Tif[]> = {
  preOpen: ['day', 'gtc', 'gtd', 'atTheOpen', 'atTheClose'],
  openingAuction: ['day', 'gtc', 'gtd', 'atTheOpen', 'atTheClose'],
  open: ['day', 'gtc', 'gtd', 'ioc', 'fok', 'atTheClose'],
  volatilityAuction: ['day', 'gtc', 'gtd', 'atTheClose'],
  closingAuction: ['day', 'gtc', 'gtd', 'atTheClose'],
  postClose: ['gtc', 'gtd'],
  halted: [],
  cancelOnly: [],
  closed: [],
};
const all: Tif[] = ['day', 'gtc', 'gtd', 'ioc', 'fok', 'atTheOpen', 'atTheClose'];

describe.each(kinds)('phases, $how', ({ Kind }) => {
  it.each(Object.keys(takes) as PhaseName[])('%s takes the times in force that it should, and cancels', (phase) => {
    const venue = openVenue(Kind);
    venue.send('old', 'buy', 1, 90, { tif: 'gtc' });
    venue.enter(phase);
    for (const tif of all) {
      const [first] = venue.send(`x-${tif}`, 'buy', 1, 95, { tif, expireUs: tif === 'gtd' ? venue.timeUs + 1e9 : 0 });
      const isTaken = takes[phase].includes(tif);
      expect([tif, /^\S+ new/.test(first ?? '')]).toEqual([tif, isTaken]);
    }
    venue.cancel('c', 'old');
    expect(venue.told()[0]).toBe('c canceled was old');
  });

  it.each([
    ['halted', 'the venue is halted', 'the instrument is halted'],
    ['cancelOnly', 'only cancels are accepted now', 'only cancels are accepted now'],
    ['closed', 'the trading phase does not take such orders', 'the trading phase does not take such orders'],
  ] as const)('%s refuses new orders and replaces, of the venue or of an instrument', (phase, byVenue, byInstrument) => {
    const venue = openVenue(Kind);
    venue.send('old', 'buy', 1, 90);
    venue.enter(phase);
    expect(venue.send('a', 'buy', 1, 90)).toEqual([`a rejected (${byVenue})`]);
    venue.replace('r', 'old', 2, 91);
    expect(venue.told()).toEqual([`r refused for old (${byVenue})`]);
    venue.enter('open');
    venue.enter(phase, 0);
    expect(venue.send('b', 'buy', 1, 90)).toEqual([`b rejected (${byInstrument})`]);
    expect(venue.send('c', 'buy', 1, 90, { instrument: 1 })).toEqual(['c new']);
  });

  it("the venue's phase counts unless it is open, then the instrument's own", () => {
    const venue = openVenue(Kind);
    venue.enter('halted', 0);
    venue.enter('preOpen');
    expect(venue.send('a', 'buy', 1, 95, { tif: 'atTheOpen' })).toEqual(['a new']);
    venue.enter('open');
    expect(venue.send('b', 'buy', 1, 95)).toEqual(['b rejected (the instrument is halted)']);
    expect(venue.send('c', 'buy', 1, 95, { instrument: 1 })).toEqual(['c new']);
  });

  it('a new instrument is in the phase of the venue', () => {
    const venue = openVenue(Kind);
    venue.enter('preOpen');
    venue.instrument({
      symbol: 'LATE',
      tickUnits: 1,
      priceDecimals: 2,
      lotUnits: 1,
      qtyDecimals: 0,
      minPriceTicks: 1,
      maxPriceTicks: 1000,
      maxQtyLots: 100,
      referenceTicks: 100,
    });
    expect(venue.send('b', 'buy', 1, 105, { instrument: 2 })).toEqual(['b new']);
    expect(venue.send('s', 'sell', 1, 95, { instrument: 2 })).toEqual(['s new', 'preOpen 2: 1 at 100']);
  });

  it('in an auction orders rest and nothing trades, though the book looks crossed', () => {
    const venue = openVenue(Kind);
    venue.enter('preOpen');
    venue.send('b', 'buy', 5, 105);
    expect(venue.send('s', 'sell', 5, 95)).toEqual(['s new', 'preOpen 0: 5 at 100']);
    expect([venue.bids(), venue.asks()]).toEqual([[[105, 5, 1]], [[95, 5, 1]]]);
  });

  it('market orders are taken in an auction, market-to-limit ones are not', () => {
    const venue = openVenue(Kind);
    venue.enter('closingAuction');
    expect(venue.send('m', 'buy', 1, 'market')).toEqual(['m new']);
    expect(venue.send('k', 'buy', 1, 'market', { ordType: OrdType.marketToLimit })).toEqual([
      'k rejected (the trading phase does not take such orders)',
    ]);
    expect(venue.bids()).toEqual([]);
  });

  it('setting the phase that it has is told, and does nothing more', () => {
    const venue = openVenue(Kind);
    venue.enter('preOpen');
    venue.send('b', 'buy', 5, 105);
    venue.send('s', 'sell', 5, 95);
    expect(venue.enter('preOpen')).toEqual(['the venue: preOpen']);
    expect(venue.enter('halted', 1)).toEqual(['instrument 1: halted']);
    expect(venue.enter('halted', 1)).toEqual(['instrument 1: halted']);
  });

  it('a phase or an instrument that is none is refused', () => {
    const venue = openVenue(Kind);
    venue.phase(10);
    expect(venue.told()).toEqual(['REFUSED (the definition is not valid)']);
    venue.phase(4, 2);
    expect(venue.told()).toEqual(['REFUSED (unknown symbol)']);
  });

  it.each(['open', 'postClose', 'closed'] as const)('an auction that %s follows is uncrossed', (phase) => {
    const venue = openVenue(Kind);
    venue.enter('closingAuction');
    venue.send('b', 'buy', 5, 105);
    venue.send('s', 'sell', 3, 95);
    expect(venue.enter(phase)).toEqual([
      `the venue: ${phase}`,
      'b trades 3 at 105, 2 left',
      's trades 3 at 105, 0 left',
      'closingAuction 0: 3 at 105, buy 2 over, final',
      'closingAuction 1: nothing, final',
    ]);
  });

  it.each(['halted', 'cancelOnly', 'openingAuction'] as const)('an auction that %s follows is not', (phase) => {
    const venue = openVenue(Kind);
    venue.enter('preOpen');
    venue.send('b', 'buy', 5, 105);
    venue.send('s', 'sell', 5, 95);
    expect(venue.enter(phase)).toEqual([`the venue: ${phase}`]);
    expect(venue.enter('open').slice(1, 3)).toEqual(['b trades 5 at 100, 0 left', 's trades 5 at 100, 0 left']);
  });

  it('a halt of continuous trading opens again without an auction, and says nothing of one', () => {
    const venue = openVenue(Kind);
    venue.send('b', 'buy', 5, 95);
    venue.enter('halted');
    expect(venue.enter('open')).toEqual(['the venue: open']);
  });

  it('what one instrument sets in motion comes before the next is uncrossed', () => {
    const venue = openVenue(Kind);
    venue.enter('preOpen');
    venue.send('stop', 'buy', 1, 110, { stop: 100, session: 2 });
    for (const instrument of [0, 1]) {
      venue.send(`b${instrument}`, 'buy', 1, 101, { instrument });
      venue.send(`s${instrument}`, 'sell', 1, 101, { instrument });
    }
    expect(venue.enter('open')).toEqual([
      'the venue: open',
      'b0 trades 1 at 101, 0 left',
      's0 trades 1 at 101, 0 left',
      'preOpen 0: 1 at 101, final',
      'stop triggered',
      'b1 trades 1 at 101, 0 left',
      's1 trades 1 at 101, 0 left',
      'preOpen 1: 1 at 101, final',
    ]);
  });

  it('a venue that starts again goes on in the phase that its epoch names', () => {
    const venue = openVenue(Kind);
    venue.enter('preOpen');
    venue.send('b', 'buy', 5, 105, { tif: 'gtc' });
    venue.send('s', 'sell', 5, 95, { tif: 'gtc' });
    venue.epoch(2, smallCapacities, 4);
    expect(venue.told()).toEqual(['EPOCH_STARTED']);
    venue.epoch(3, smallCapacities, 7);
    expect(venue.told()).toEqual(['EPOCH_STARTED', 'the venue: closingAuction']);
    venue.epoch(4, smallCapacities, 8);
    expect(venue.told().slice(1, 4)).toEqual([
      'the venue: postClose',
      'b trades 5 at 100, 0 left',
      's trades 5 at 100, 0 left',
    ]);
  });
});

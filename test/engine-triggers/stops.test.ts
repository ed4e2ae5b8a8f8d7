import { describe, expect, it } from 'vitest';
import { BandAction } from '../../engine/records.js';
import { acme } from '../engine/support.js';
import {
  kinds,
  look,
  OrdType,
  openVenue,
  Phase,
  replaceStop,
  send,
  stop,
  stopLimit,
  TimeInForce,
  told,
  trade,
} from './support.js';

describe.each(kinds)('stops, $how', ({ Venue }) => {
  it('a stop waits, seen by nobody, until a trade at its stop price or beyond it', () => {
    const venue = openVenue(Venue);
    venue.buy('b', 10, 95, { session: 1 });
    expect(told(stop(venue, 's', 'sell', 4, 98))).toEqual(['s new']);
    expect(venue.asks()).toEqual([]);
    expect(trade(venue, 99)).toEqual([]);
    expect(trade(venue, 98)).toEqual(['s triggered', 's trades 4 at 95, 0 left', 'b trades 4 at 95, 6 left']);
  });

  it('a buy triggers at its stop price or above', () => {
    const venue = openVenue(Venue);
    venue.sell('a', 10, 110, { session: 1 });
    stop(venue, 's', 'buy', 4, 102);
    expect(trade(venue, 101)).toEqual([]);
    expect(trade(venue, 103)).toEqual(['s triggered', 's trades 4 at 110, 0 left', 'a trades 4 at 110, 6 left']);
  });

  it('a triggered stop is a market order: what is left is cancelled', () => {
    const venue = openVenue(Venue);
    venue.buy('b', 1, 95, { session: 1 });
    stop(venue, 's', 'sell', 4, 98);
    expect(trade(venue, 97)).toEqual([
      's triggered',
      's trades 1 at 95, 3 left',
      'b trades 1 at 95, 0 left',
      's canceled (no liquidity for what is left of the order)',
    ]);
  });

  it('a triggered stop-limit is a limit order, and rests at its price', () => {
    const venue = openVenue(Venue);
    stopLimit(venue, 's', 'sell', 4, 98, 97);
    expect(venue.asks()).toEqual([]);
    expect(look(venue, 's')).toMatchObject({ price: 97, leaves: 4 });
    expect(trade(venue, 98)).toEqual(['s triggered']);
    expect(venue.asks()).toEqual([[97, 4, 1]]);
    expect(told(venue.buy('b', 4, 97, { session: 1 }))).toEqual([
      'b new',
      'b trades 4 at 97, 0 left',
      's trades 4 at 97, 0 left',
    ]);
    expect(venue.asks()).toEqual([]);
  });

  it('shows no price of its own', () => {
    const venue = openVenue(Venue);
    expect(stop(venue, 's', 'sell', 4, 98, { priceTicks: 50 })[0]).toMatchObject({ execType: '0', price: 0 });
    trade(venue, 98);
  });

  it('triggers at once when the last trade already satisfies it', () => {
    const venue = openVenue(Venue);
    trade(venue, 100);
    venue.buy('b', 10, 95, { session: 1 });
    expect(told(stop(venue, 's', 'sell', 4, 100))).toEqual([
      's new',
      's triggered',
      's trades 4 at 95, 0 left',
      'b trades 4 at 95, 6 left',
    ]);
    expect(told(stop(venue, 's2', 'buy', 4, 95))).toEqual([
      's2 new',
      's2 triggered',
      's2 canceled (no liquidity for what is left of the order)',
    ]);
    expect(told(stopLimit(venue, 's3', 'buy', 4, 94, 94))).toEqual(['s3 new', 's3 triggered']);
    expect(venue.bids()).toEqual([
      [95, 6, 1],
      [94, 4, 1],
    ]);
  });

  it('takes Day, GTC and GTD only, and a stop price of the instrument', () => {
    const venue = openVenue(Venue);
    const reasonOf = (id: string, stopTicks: number, more = {}) => stop(venue, id, 'sell', 4, stopTicks, more)[0]?.reason;
    expect(reasonOf('1', 98, { timeInForce: TimeInForce.ioc })).toMatch(/TimeInForce/);
    expect(reasonOf('2', 98, { timeInForce: TimeInForce.fok })).toMatch(/TimeInForce/);
    expect(reasonOf('3', 98, { timeInForce: TimeInForce.atTheClose })).toMatch(/TimeInForce/);
    expect(reasonOf('4', 0)).toMatch(/StopPx/);
    expect(reasonOf('5', 1_000_001)).toMatch(/StopPx/);
    expect(reasonOf('6', 98.5)).toMatch(/StopPx/);
    expect(send(venue, '7', 'sell', 4, { ordType: OrdType.stop })[0]?.reason).toMatch(/StopPx/);
    expect(reasonOf('8', 98, { timeInForce: TimeInForce.gtc })).toBe('');
    expect(reasonOf('9', 98, { timeInForce: TimeInForce.gtd, terms: { expireUs: venue.timeUs + 1 } })).toBe('');
  });

  it('comes one by one: buys before sells within one pass, nearest stop first, then time', () => {
    const venue = openVenue(Venue);
    stop(venue, 's3', 'sell', 1, 97);
    stop(venue, 's1', 'sell', 1, 99);
    stop(venue, 's2', 'sell', 1, 98);
    stop(venue, 's2b', 'sell', 1, 98);
    stop(venue, 'b2', 'buy', 1, 102);
    stop(venue, 'b1', 'buy', 1, 101);
    venue.buy('w1', 1, 103, { session: 1 });
    venue.buy('w2', 1, 96, { session: 1 });
    // One step that trades at 103 and at 96.
    const events = told(venue.sell('x', 2, 96, { session: 2 }));
    expect(events.filter((text) => text.endsWith('triggered')).map((text) => text.split(' ')[0])).toEqual([
      'b1',
      'b2',
      's1',
      's2',
      's2b',
      's3',
    ]);
  });

  it('what one of them trades triggers more, behind those that wait already', () => {
    const venue = openVenue(Venue);
    for (const price of [95, 94, 93]) venue.buy(`b${price}`, 1, price, { session: 1 });
    stop(venue, 's1', 'sell', 1, 96);
    stop(venue, 's2', 'sell', 1, 96);
    stop(venue, 's3', 'sell', 1, 95);
    expect(trade(venue, 96)).toEqual([
      's1 triggered',
      's1 trades 1 at 95, 0 left',
      'b95 trades 1 at 95, 0 left',
      's2 triggered',
      's2 trades 1 at 94, 0 left',
      'b94 trades 1 at 94, 0 left',
      's3 triggered',
      's3 trades 1 at 93, 0 left',
      'b93 trades 1 at 93, 0 left',
    ]);
  });

  it('of another instrument waits for its own trades', () => {
    const venue = openVenue(Venue);
    stop(venue, 's', 'sell', 1, 98, { instrument: 1 });
    expect(trade(venue, 90)).toEqual([]);
  });

  it('is cancelled like any other order', () => {
    const venue = openVenue(Venue);
    stop(venue, 's', 'sell', 1, 98);
    stop(venue, 't', 'sell', 1, 98);
    expect(told(venue.cancel('c', 's'))).toEqual(['c canceled was s']);
    expect(told(venue.massCancel('m'))).toEqual(['t canceled (cancelled by a mass cancel)']);
    expect(trade(venue, 90)).toEqual([]);
  });

  it('keeps its place with a smaller quantity at the same stop price, and comes anew with another', () => {
    const venue = openVenue(Venue);
    stop(venue, 's1', 'sell', 5, 98);
    stop(venue, 's2', 'sell', 5, 98);
    stop(venue, 's3', 'sell', 5, 98);
    expect(told(venue.replace('r1', 's1', 3, 0))).toEqual(['r1 replaced was s1']);
    expect(told(venue.replace('r2', 's2', 6, 0))).toEqual(['r2 replaced was s2']);
    venue.buy('b', 100, 90, { session: 1 });
    expect(trade(venue, 98).filter((text) => text.endsWith('triggered'))).toEqual([
      'r1 triggered',
      's3 triggered',
      'r2 triggered',
    ]);
  });

  it('a replace gives a new stop price, which the last trade may satisfy', () => {
    const venue = openVenue(Venue);
    trade(venue, 100);
    venue.buy('b', 100, 90, { session: 1 });
    stop(venue, 's', 'sell', 5, 95);
    expect(told(venue.replace('r', 's', 5, 0, { fields: replaceStop(97) }))).toEqual(['r replaced was s']);
    expect(told(venue.replace('q', 'r', 5, 0, { fields: replaceStop(100) }))).toEqual([
      'q replaced was r',
      'q triggered',
      'q trades 5 at 90, 0 left',
      'b trades 5 at 90, 95 left',
    ]);
  });

  it('triggers in continuous trading only: at the auction price once it opens', () => {
    const venue = openVenue(Venue);
    venue.phase(Phase.preOpen);
    stop(venue, 's', 'sell', 1, 100);
    stop(venue, 't', 'sell', 1, 99);
    venue.buy('b', 5, 100, { session: 1 });
    venue.sell('a', 2, 100, { session: 2 });
    expect(told(venue.phase(Phase.open))).toEqual([
      'b trades 2 at 100, 3 left',
      'a trades 2 at 100, 0 left',
      's triggered',
      's trades 1 at 100, 0 left',
      'b trades 1 at 100, 2 left',
    ]);
  });

  it('is looked at with the last trade when trading becomes continuous', () => {
    const venue = openVenue(Venue);
    trade(venue, 100);
    venue.phase(Phase.preOpen);
    expect(told(stopLimit(venue, 's', 'sell', 1, 101, 105))).toEqual(['s new']);
    expect(told(venue.phase(Phase.halted))).toEqual([]);
    expect(told(venue.phase(Phase.open))).toEqual(['s triggered']);
    expect(venue.asks()).toEqual([[105, 1, 1]]);
  });

  it('waits in the queue, across commands, when the step that triggers it ends continuous trading', () => {
    const venue = openVenue(Venue);
    const banded = { dynamicBand: 3, bandAction: BandAction.auction, volatilityAuctionMs: 1000 };
    venue.instrument({ ...acme, symbol: 'WILD', ...banded });
    const instrument = 2;
    const on = (session: number) => ({ session, instrument });
    venue.buy('b0', 1, 100, on(1));
    venue.sell('a0', 1, 100, on(2));
    stop(venue, 's', 'sell', 2, 98, { instrument });
    stop(venue, 't', 'sell', 2, 97, { instrument });
    venue.buy('b1', 1, 98, on(1));
    venue.buy('b2', 5, 90, on(1));
    // Trades at 98; the next trade, at 90, would be outside: the rest waits for the auction, and so does s.
    expect(told(venue.sell('x', 2, 90, on(2)))).toEqual(['x new', 'x trades 1 at 98, 1 left', 'b1 trades 1 at 98, 0 left']);
    expect(look(venue, 's', 0, instrument)).toMatchObject({ ordStatus: '0', leaves: 2 });
    // Changed in its place: another stop price makes no difference to one that has triggered.
    expect(told(venue.replace('s2', 's', 3, 0, { instrument, fields: replaceStop(80) }))).toEqual(['s2 replaced was s']);
    expect(told(venue.tick(1000))).toEqual([
      'b2 trades 1 at 90, 4 left',
      'x trades 1 at 90, 0 left',
      's2 triggered',
      's2 trades 3 at 90, 0 left',
      'b2 trades 3 at 90, 1 left',
      't triggered',
      't trades 1 at 90, 1 left',
      'b2 trades 1 at 90, 0 left',
      't canceled (no liquidity for what is left of the order)',
    ]);
  });

  it('a queued one may be cancelled, and expires', () => {
    const venue = openVenue(Venue);
    const banded = { dynamicBand: 3, bandAction: BandAction.auction, volatilityAuctionMs: 1000 };
    venue.instrument({ ...acme, symbol: 'WILD', ...banded });
    const instrument = 2;
    const on = (session: number) => ({ session, instrument });
    venue.buy('b0', 1, 100, on(1));
    venue.sell('a0', 1, 100, on(2));
    const expireUs = venue.timeUs + 500_000;
    for (const id of ['s1', 's2', 's3']) stop(venue, id, 'sell', 1, 98, { instrument });
    stop(venue, 's4', 'sell', 1, 98, { instrument, timeInForce: TimeInForce.gtd, terms: { expireUs } });
    venue.buy('b1', 1, 98, on(1));
    venue.buy('b2', 5, 90, on(1));
    venue.sell('x', 2, 90, on(2));
    expect(told(venue.cancel('c', 's2', { instrument }))).toEqual(['c canceled was s2']);
    expect(told(venue.tick(500))).toEqual(['s4 expired (the time of the order has come)']);
    const triggered = told(venue.tick(500)).filter((text) => text.endsWith('triggered'));
    expect(triggered).toEqual(['s1 triggered', 's3 triggered']);
  });
});

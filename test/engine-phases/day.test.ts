import { describe, expect, it } from 'vitest';
import { ScheduleAction } from '../../engine/records-venue.js';
import { kinds, openVenue, Phase } from './support.js';

const DATE = 20261120;
const { endDay } = ScheduleAction;

describe.each(kinds)('the schedule, $how', ({ Kind }) => {
  it('carries out the changes of a date in order, as the venue’s phase, and ends its day', () => {
    const venue = openVenue(Kind);
    const day: [number, number][] = [
      [1000, Phase.preOpen],
      [2000, Phase.open],
      [3000, Phase.closingAuction],
      [4000, Phase.closed],
      [5000, endDay],
    ];
    expect(venue.schedule(DATE, day)).toEqual([`schedule of ${DATE}`]);
    expect(venue.engine.nextDeadlineUs).toBe(venue.startUs + 1_000_000);
    venue.timeUs = venue.startUs + 900_000;
    expect(venue.until(2500)).toEqual([
      '1000: the venue: preOpen',
      '2000: the venue: open',
      '2000: preOpen 0: nothing, final',
      '2000: preOpen 1: nothing, final',
    ]);
    venue.send('b', 'buy', 1, 101);
    venue.send('s', 'sell', 1, 103);
    expect(venue.until(9000)).toEqual([
      '3000: the venue: closingAuction',
      '4000: the venue: closed',
      '4000: closingAuction 0: nothing, final',
      '4000: closingAuction 1: nothing, final',
      '5000: b expired (the business day has ended)',
      '5000: s expired (the business day has ended)',
      '5000: close 0: 100, 0 lots',
      '5000: close 1: 100, 0 lots',
      `5000: day ${DATE} ended, next 0`,
    ]);
  });

  it('one Tick carries out all that is due, also what was due long ago', () => {
    const venue = openVenue(Kind);
    venue.timeUs += 10_000_000;
    venue.schedule(DATE, [
      [1000, Phase.preOpen],
      [2000, Phase.open],
      [20_000, Phase.closed],
    ]);
    expect(venue.until(15_000).map((text) => text.split(': ').slice(1).join(': '))).toEqual([
      'the venue: preOpen',
      'the venue: open',
      'preOpen 0: nothing, final',
      'preOpen 1: nothing, final',
    ]);
  });

  it('a schedule replaces what was left of its date, and no other’s; of one time, the earlier date comes first', () => {
    const venue = openVenue(Kind);
    venue.schedule(DATE + 1, [[3000, Phase.halted]]);
    venue.schedule(DATE, [
      [1000, Phase.preOpen],
      [2000, Phase.closed],
    ]);
    venue.schedule(DATE, [[3000, Phase.cancelOnly]]);
    expect(venue.until(9000)).toEqual(['3000: the venue: cancelOnly', '3000: the venue: halted']);
    expect(venue.schedule(DATE, [])).toEqual([`schedule of ${DATE}`]);
  });

  it('goes on after a restart', () => {
    const venue = openVenue(Kind);
    venue.schedule(DATE, [[3000, Phase.preOpen]]);
    venue.epoch(2);
    expect(venue.until(9000)).toEqual(['3000: the venue: preOpen']);
  });

  it('is refused where it is not valid, and where there is no room', () => {
    const venue = openVenue(Kind);
    const notValid = ['REFUSED (the definition is not valid)'];
    expect(venue.schedule(0, [[1, Phase.open]])).toEqual(notValid);
    expect(venue.schedule(DATE, [[1, 10]])).toEqual(notValid);
    expect(
      venue.schedule(DATE, [
        [2, Phase.open],
        [1, Phase.closed],
      ]),
    ).toEqual(notValid);
    expect(
      venue.schedule(
        DATE,
        Array.from({ length: 33 }, (_, n) => [n + 1, Phase.open]),
      ),
    ).toEqual(notValid);
    const full: [number, number][] = Array.from({ length: 32 }, (_, n) => [n + 1, Phase.open]);
    for (let n = 0; n < 16; n++) expect(venue.schedule(DATE + n, full)).toEqual([`schedule of ${DATE + n}`]);
    expect(venue.schedule(DATE + 16, full)).toEqual(['REFUSED (the venue holds as many scheduled changes as it can)']);
    expect(venue.schedule(DATE + 15, full)).toEqual([`schedule of ${DATE + 15}`]);
  });
});

describe.each(kinds)('the end of a day, $how', ({ Kind }) => {
  it('expires the orders of the day and what is due, by session and age, and carries the others over', () => {
    const venue = openVenue(Kind);
    venue.send('s1-at', 'buy', 1, 90, { tif: 'atTheClose', session: 1 });
    venue.send('s0-gtc', 'buy', 1, 91, { tif: 'gtc' });
    venue.send('s0-gtd', 'buy', 1, 92, { tif: 'gtd', expireUs: venue.timeUs + 1000 });
    venue.send('s0-later', 'buy', 1, 93, { tif: 'gtd', expireUs: venue.timeUs + 1e9 });
    venue.send('s0-stop', 'buy', 1, 'market', { stop: 200 });
    venue.send('s0-day', 'buy', 1, 94);
    venue.timeUs += 2000;
    expect(venue.endDay(DATE).filter((text) => text.includes('expired'))).toEqual([
      's0-gtd expired (the time of the order has come)',
      's0-stop expired (the business day has ended)',
      's0-day expired (the business day has ended)',
      's1-at expired (the business day has ended)',
    ]);
    expect(venue.bids()).toEqual([
      [93, 1, 1],
      [91, 1, 1],
    ]);
  });

  it('an order that ends takes its partner with it, though that is good for longer', () => {
    const venue = openVenue(Kind);
    venue.send('long', 'buy', 1, 90, { tif: 'gtc' });
    venue.send('short', 'sell', 1, 110, { session: 0, link: 'long' });
    expect(venue.endDay(DATE).slice(0, 2)).toEqual([
      'short expired (the business day has ended)',
      'long canceled (cancelled because of its linked order)',
    ]);
  });

  it('the official close is the closing auction’s price, else the last trade, else the old reference', () => {
    const venue = openVenue(Kind);
    venue.trade(104, 3);
    expect(venue.endDay(DATE)).toEqual(['close 0: 104, 3 lots', 'close 1: 100, 0 lots', `day ${DATE} ended, next 0`]);
    venue.enter('closingAuction');
    venue.send('b', 'buy', 2, 107);
    venue.send('s', 'sell', 2, 107);
    venue.enter('open');
    venue.trade(105);
    expect(venue.endDay(DATE + 1)).toEqual(['close 0: 107, 3 lots', 'close 1: 100, 0 lots', `day ${DATE + 1} ended, next 0`]);
    expect(venue.endDay(DATE + 2)[0]).toBe('close 0: 105, 0 lots');
  });

  it('an instrument without any price has no close', () => {
    expect(openVenue(Kind, { referenceTicks: 0 }).endDay(DATE)).toEqual(['close 1: 100, 0 lots', `day ${DATE} ended, next 0`]);
  });

  it('the close is the next day’s reference, and stays so when the instrument is defined again as it was', () => {
    const venue = openVenue(Kind, { staticBand: 5 });
    venue.trade(104);
    venue.enter('preOpen');
    venue.send('b', 'buy', 1, 99);
    venue.send('s', 'sell', 1, 99);
    venue.enter('open');
    venue.trade(102);
    venue.endDay(DATE);
    const definition = venue.engine.directorySeed().instruments[0];
    if (definition) venue.instrument(definition);
    // Around 102, no longer around the auction at 99.
    expect(venue.send('x', 'buy', 1, 98)).toEqual(['x new']);
    expect(venue.send('y', 'buy', 1, 96)[0]).toMatch('rejected');
    expect(venue.send('z', 'sell', 1, 107)).toEqual(['z new']);
  });

  it('END_DAY drops what was left of its date and names the next', () => {
    const venue = openVenue(Kind);
    venue.schedule(DATE, [
      [3000, Phase.closed],
      [4000, endDay],
    ]);
    venue.schedule(DATE + 3, [[9000, Phase.preOpen]]);
    expect(venue.endDay(DATE).at(-1)).toBe(`day ${DATE} ended, next ${DATE + 3}`);
    expect(venue.until(9000)).toEqual(['9000: the venue: preOpen']);
    expect(venue.endDay(0)).toEqual(['REFUSED (the definition is not valid)']);
  });

  it('a date ends once, and none before it ends after it', () => {
    const venue = openVenue(Kind);
    venue.endDay(DATE);
    venue.send('b', 'buy', 1, 99);
    const over = ['REFUSED (this business day, or a later one, has ended already)'];
    expect(venue.endDay(DATE)).toEqual(over);
    expect(venue.endDay(DATE - 1)).toEqual(over);
    venue.schedule(DATE, [[3000, endDay]]);
    expect(venue.until(3000)).toEqual([]);
    expect(venue.endDay(DATE + 1)[0]).toContain('b expired');
  });

  it('sessions that reset daily start again at 1: at once, or when they disconnect', () => {
    const venue = openVenue(Kind);
    venue.resetting('DAILY');
    venue.resetting('ABSENT');
    venue.logon(4);
    venue.received(4, 2);
    expect(venue.endDay(DATE).filter((text) => text.startsWith('SESSION'))).toEqual(['SESSION_RESET 5']);
    expect(venue.received(4, 3)).toEqual([]);
    const [down, reset] = venue.disconnect(4);
    expect([down?.type, down?.nextIn]).toEqual(['SESSION_DOWN', 4]);
    expect(venue.told()).toEqual(['SESSION_DOWN 4', 'SESSION_RESET 4']);
    expect(reset?.type).toBe('SESSION_RESET');
    expect(venue.logon(4)[0]).toMatchObject({ type: 'SESSION_UP', nextIn: 1, nextOut: 1, resetCount: 1 });
    expect(venue.disconnect(4).map((event) => event.type)).toEqual(['SESSION_DOWN']);
  });

  it('a restart disconnects them, so that they start again then', () => {
    const venue = openVenue(Kind);
    venue.resetting('DAILY');
    venue.logon(4);
    venue.endDay(DATE);
    venue.epoch(2);
    expect(venue.told()).toEqual(['EPOCH_STARTED', 'SESSION_RESET 4']);
  });
});

import { describe, expect, it } from 'vitest';
import { kinds, openVenue, Phase, peg, send, stop, TimeInForce, told } from './support.js';

const gtd = (expireUs: number) => ({ timeInForce: TimeInForce.gtd, terms: { expireUs } });

describe.each(kinds)('good till date, $how', ({ Venue }) => {
  it('expires by the first Tick at or after its time, and no sooner', () => {
    const venue = openVenue(Venue);
    const due = venue.timeUs + 5000;
    expect(told(send(venue, 'g', 'buy', 10, { priceTicks: 98, ...gtd(due) }))).toEqual(['g new']);
    expect(venue.engine.nextDeadlineUs).toBe(due);
    expect(told(venue.tick(4))).toEqual([]);
    venue.timeUs += 500;
    expect(told(venue.sell('x', 3, 98, { session: 1 }))).toEqual([
      'x new',
      'x trades 3 at 98, 0 left',
      'g trades 3 at 98, 7 left',
    ]);
    const events = venue.tick(1);
    expect(told(events)).toEqual(['g expired (the time of the order has come)']);
    expect(events[0]).toMatchObject({ execType: 'C', ordStatus: 'C', leaves: 0, cum: 3 });
    expect(venue.bids()).toEqual([]);
    expect(venue.engine.nextDeadlineUs).toBe(Infinity);
  });

  it('expires in order of time, and of one time in order of entry', () => {
    const venue = openVenue(Venue);
    const now = venue.timeUs;
    const times = [5, 3, 9, 1, 7, 3, 8, 5, 2, 3, 9, 4];
    times.forEach(
      (ms, n) =>
        void send(venue, `g${n}`, n % 2 ? 'buy' : 'sell', 1, {
          priceTicks: n % 2 ? 90 : 110,
          ...gtd(now + ms * 1000),
          session: n % 4,
        }),
    );
    const expected = times.map((ms, n) => ({ ms, n })).sort((a, b) => a.ms - b.ms || a.n - b.n);
    expect(told(venue.tick(6)).map((text) => text.split(' ')[0])).toEqual(
      expected.filter(({ ms }) => ms <= 6).map(({ n }) => `g${n}`),
    );
    expect(venue.engine.nextDeadlineUs).toBe(now + 7000);
    expect(told(venue.tick(6)).map((text) => text.split(' ')[0])).toEqual(
      expected.filter(({ ms }) => ms > 6).map(({ n }) => `g${n}`),
    );
  });

  it('forgets the time of an order that has ended', () => {
    const venue = openVenue(Venue);
    const due = venue.timeUs + 5000;
    send(venue, 'g1', 'buy', 1, { priceTicks: 98, ...gtd(due) });
    send(venue, 'g2', 'buy', 1, { priceTicks: 97, ...gtd(due + 1) });
    send(venue, 'g3', 'buy', 1, { priceTicks: 96, ...gtd(due + 2) });
    venue.cancel('c', 'g1');
    venue.sell('x', 1, 97, { session: 1 });
    expect(venue.engine.nextDeadlineUs).toBe(due + 2);
    expect(told(venue.tick(10))).toEqual(['g3 expired (the time of the order has come)']);
  });

  it('wherever the order waits, and in every phase', () => {
    const venue = openVenue(Venue);
    const due = venue.timeUs + 5000;
    stop(venue, 's', 'sell', 1, 90, gtd(due));
    send(venue, 'h', 'sell', 1, { priceTicks: 120, timeInForce: TimeInForce.gtd, terms: { expireUs: due, flags: 4 } });
    peg(venue, 'p', 'sell', 1, 'primary', gtd(due));
    send(venue, 'i', 'sell', 9, { priceTicks: 130, timeInForce: TimeInForce.gtd, terms: { expireUs: due, displayLots: 2 } });
    venue.phase(Phase.halted);
    expect(told(venue.tick(5)).map((text) => text.split(' ')[0])).toEqual(['s', 'h', 'p', 'i']);
    expect(venue.asks()).toEqual([]);
  });

  it('a replace keeps the time', () => {
    const venue = openVenue(Venue);
    const due = venue.timeUs + 5000;
    send(venue, 'g', 'buy', 5, { priceTicks: 98, ...gtd(due) });
    expect(told(venue.replace('r', 'g', 8, 97))).toEqual(['r replaced was g']);
    expect(told(venue.tick(5))).toEqual(['r expired (the time of the order has come)']);
  });

  it('needs a time to come, with this time in force and no other', () => {
    const venue = openVenue(Venue);
    const reasonOf = (id: string, more: object) => send(venue, id, 'buy', 1, { priceTicks: 90, ...more })[0]?.reason;
    expect(reasonOf('1', gtd(0))).toMatch(/ExpireTime/);
    expect(reasonOf('2', gtd(venue.timeUs))).toMatch(/ExpireTime/);
    expect(reasonOf('3', { timeInForce: TimeInForce.day, terms: { expireUs: venue.timeUs + 1 } })).toMatch(/ExpireTime/);
    expect(reasonOf('4', { timeInForce: TimeInForce.gtc, terms: { expireUs: venue.timeUs + 1 } })).toMatch(/ExpireTime/);
    expect(reasonOf('5', gtd(venue.timeUs + 1))).toBe('');
  });
});

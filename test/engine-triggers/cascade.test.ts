import { describe, expect, it } from 'vitest';
import { writeKillSwitch } from '../../engine/commands-venue.js';
import { Exec, ExecType, Type } from '../../engine/records.js';
import { Harness } from '../engine/support.js';
import { Contingency, Crowd, child, OrdType, oco, openVenue, stopAt } from './support.js';

const MANY = 100_000;

/** The OrderIDs of the EXECs that the last command has caused. @param execType of all, or of one type */
function execs({ out: { views, used } }: Harness, execType = 0): number[] {
  const { i32, u16, u8, f64 } = views;
  const found: number[] = [];
  for (let at = 0; at < used; at += i32[at >> 2] ?? 0) {
    if (u16[(at >> 1) + 2] !== Type.EXEC) continue;
    if (execType === 0 || u8[at + Exec.EXEC_TYPE] === execType) found.push(f64[(at + Exec.ORDER_ID) >> 3] ?? 0);
  }
  return found;
}

describe('a market of very many', () => {
  it('stops, each of which triggers the next: one command, and no recursion', () => {
    const venue = openVenue(Harness, { orders: 2 * MANY + 10, specials: MANY, clOrdIds: MANY });
    const crowd = new Crowd(venue);
    for (let n = 0; n < MANY; n++) {
      const price = 500_000 - n;
      crowd.send(`b${n}`, 'buy', 1, { priceTicks: price, session: 1 });
      crowd.send(`s${n}`, 'sell', 1, { ordType: OrdType.stop, terms: stopAt(price) });
    }
    crowd.send('x', 'sell', 1, { priceTicks: 500_000, session: 2 });
    // x: new, and two for its trade; each stop: triggered, and two for its trade; the last one finds nothing and is cancelled.
    expect(execs(venue).length).toBe(3 + 3 * (MANY - 1) + 2);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('stops that one trade triggers', () => {
    const venue = openVenue(Harness, { orders: MANY + 10, specials: MANY, clOrdIds: MANY });
    const crowd = new Crowd(venue);
    for (let n = 0; n < MANY; n++) crowd.send(`s${n}`, 'buy', 1, { ordType: OrdType.stop, terms: stopAt(200 + (n % 1000)) });
    crowd.send('b', 'buy', 1, { priceTicks: 1200, session: 1 });
    crowd.send('x', 'sell', 1, { priceTicks: 1200, session: 2 });
    expect(execs(venue).length).toBe(3 + 2 * MANY);
    expect(venue.engine.openOrders).toBe(0);
  });

  it('children of parents that one sweep fills in the reverse of their order come in order of entry', () => {
    const parents = 30_000;
    const venue = openVenue(Harness, { orders: 3 * parents, specials: 2 * parents, clOrdIds: 3 * parents });
    const crowd = new Crowd(venue);
    for (let n = 0; n < parents; n++) {
      crowd.send(`p${n}`, 'buy', 1, { priceTicks: 1000 + n });
      crowd.send(`c${n}`, 'sell', 1, child({ priceTicks: 900_000, link: `p${n}` }));
    }
    crowd.send('x', 'sell', parents, { priceTicks: 1000, session: 1 });
    const children = execs(venue, ExecType.restated);
    expect(children.length).toBe(parents);
    expect(children.every((orderId, n) => n === 0 || orderId > (children[n - 1] ?? 0))).toBe(true);
  });

  it('links, each order the partner or the child of another: a chain is a loop', () => {
    const links = 30_000;
    const venue = openVenue(Harness, { orders: 3 * links, specials: 3 * links, clOrdIds: 3 * links });
    const crowd = new Crowd(venue);
    // Each child is held for its parent, and is the partner of the next parent.
    crowd.send('p0', 'buy', 1, { priceTicks: 50 });
    for (let n = 0; n < links; n++) {
      const terms = { ...stopAt(40), contingency: Contingency.triggeredBy };
      crowd.send(`c${n}`, 'sell', 1, { ordType: OrdType.stop, link: `p${n}`, terms });
      crowd.send(`p${n + 1}`, 'buy', 1, oco({ priceTicks: 50, link: `c${n}` }));
    }
    venue.runQuietly({}, (sink, o) => writeKillSwitch(sink, o, -1, true, 'operator'));
    const ended = execs(venue, ExecType.canceled);
    expect(ended.length).toBe(2 * links + 1);
    expect(ended.every((orderId, n) => n === 0 || orderId > (ended[n - 1] ?? 0))).toBe(true);
    expect(venue.engine.openOrders).toBe(0);
  });
});

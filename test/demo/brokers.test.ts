import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { Broker, type OrderEntry, Totals } from '../../gateway/demo/broker.js';
import { Market } from '../../gateway/demo/market.js';
import { Governor, Schedule } from '../../gateway/demo/pace.js';
import { Random } from '../../gateway/demo/random.js';
import { loadSessions, saveSessions } from '../../gateway/demo/session-file.js';

describe('schedule', () => {
  it('makes every order due once, late or not, and says when it was', () => {
    const schedule = new Schedule(1000, 2500);
    const dues: number[] = [];
    for (const nowMs of [1000, 1001, 1001.5, 1010, 1400, 2000]) {
      for (let n = schedule.due(nowMs); n > 0; n--) {
        const due = schedule.nextDueMs();
        schedule.take();
        expect(due).toBeLessThanOrEqual(nowMs);
        dues.push(due);
      }
    }
    expect(dues.length).toBe(2502);
    expect(dues).toEqual([...dues].sort((a, b) => a - b));
    expect(dues.filter((due) => due < 2000)).toHaveLength(2500);
  });

  it('begins anew with a new rate', () => {
    const schedule = new Schedule(0, 1000);
    expect(schedule.due(10_000)).toBe(10_001);
    schedule.change(10_000, 500);
    expect(schedule.due(11_999)).toBe(1000);
    expect(schedule.perSecond).toBe(500);
  });
});

describe('governor', () => {
  it('leaves the rate alone while it is carried, and after one bad second', () => {
    const governor = new Governor(0);
    expect([governor.judge(1000, 1000, 10), governor.judge(1000, 500, 900), governor.judge(1000, 1000, 0)]).toEqual([
      1000, 1000, 1000,
    ]);
    expect(governor.judge(1000, 500, 900)).toBe(1000);
  });

  it('names a rate below what was acknowledged after two', () => {
    const governor = new Governor(1);
    const rates = Array.from({ length: 4 }, () => governor.judge(10_000, 4321, 9000));
    expect(rates).toEqual([10_000, 10_000, 3400, 10_000]);
  });
});

describe('broker', () => {
  /** An exchange that acknowledges everything at once, or keeps its answers until they are asked for. */
  function setUp() {
    const sent: string[] = [];
    const entry: OrderEntry = {
      newOrder: (clOrdId) => sent.push(`new ${clOrdId}`) > 0,
      cancel: (clOrdId, orig) => sent.push(`cancel ${clOrdId} ${orig}`) > 0,
      replace: (clOrdId, orig) => sent.push(`replace ${clOrdId} ${orig}`) > 0,
    };
    const totals = new Totals();
    const latency = build();
    const broker = new Broker('BROKER001', 'R1-', new Market(1), new Random(1), entry, totals, latency);
    const say = (execType: string, clOrdId: string, origClOrdId = '', leavesQty = 100) =>
      broker.onExecution({ clOrdId, origClOrdId, execType, leavesQty, possDup: false }, 10);
    const answer = () => {
      for (const line of sent.splice(0)) {
        const [what, clOrdId, orig = ''] = line.split(' ');
        say(what === 'new' ? '0' : what === 'cancel' ? '4' : '5', clOrdId, orig);
      }
    };
    return { sent, totals, latency, broker, say, answer };
  }

  it('keeps its open orders bounded by cancelling the oldest', () => {
    const { broker, totals, answer } = setUp();
    for (let n = 0; n < 20_000; n++) {
      broker.trade(n);
      answer();
    }
    answer();
    expect(broker.orders.open).toBeLessThan(205); // two a customer, and what was under way
    expect(broker.orders.open).toBeGreaterThan(190);
    expect(totals.acknowledged).toBe(20_000);
    expect(totals.replaces).toBeGreaterThan(1000);
    expect(broker.orders.unacknowledged).toBe(0);
  });

  it('measures from when an order was due to its first answer, once', () => {
    const { broker, latency, sent, say } = setUp();
    broker.trade(4);
    const clOrdId = sent[0].split(' ')[1];
    say('0', clOrdId);
    say('F', clOrdId, '', 0);
    expect(latency.totalCount).toBe(1);
    expect(latency.maxValue).toBe(6000);
    expect(broker.orders.open).toBe(0);
  });

  it('counts rejects, and leaves orders of an earlier run alone', () => {
    const { broker, totals, sent, say } = setUp();
    broker.trade(0);
    say('8', sent[0].split(' ')[1]);
    say('F', 'R0-1', '', 0);
    say('4', 'R0-9', 'R0-1');
    expect([totals.rejects, totals.fills, broker.orders.open, broker.orders.unacknowledged]).toEqual([1, 1, 0, 0]);
  });
});

describe('session file', () => {
  it('gives back what was saved, and leaves a margin after an unclean end', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'brokers-')), 'brokers.json');
    expect(loadSessions(file)).toEqual({ run: 0, clean: true, sessions: {} });
    const sessions = { BROKER001: { nextIn: 7, nextOut: 9 } };
    saveSessions(file, { run: 1, clean: true, sessions });
    expect(loadSessions(file)).toEqual({ run: 1, clean: true, sessions });
    saveSessions(file, { run: 1, clean: false, sessions });
    expect(loadSessions(file).sessions['BROKER001']).toEqual({ nextIn: 7, nextOut: 10_009 });
  });
});

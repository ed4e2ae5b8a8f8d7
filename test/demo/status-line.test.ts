import { describe, expect, it } from 'vitest';
import type { BrokersStatus } from '../../gateway/demo/messages.js';
import { count, duration, StatusLine } from '../../gateway/demo/status-line.js';

function brokers(over: Partial<BrokersStatus>): BrokersStatus {
  const counts = {
    orders: 0,
    acknowledged: 0,
    cancels: 0,
    replaces: 0,
    fills: 0,
    rejects: 0,
    resent: 0,
    openOrders: 0,
    waiting: 0,
  };
  return { atMs: 0, brokers: 100, connected: 100, rate: 10_000, p50Us: 0, p99Us: 0, ...counts, ...over };
}

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 60, written, write: (text: string) => void written.push(text) };
}

describe('status line', () => {
  it('refreshes in place on a terminal, no wider than it, and gives way to messages', () => {
    const terminal = screen(true);
    const line = new StatusLine(terminal);
    line.begin(0);
    line.update(1000, brokers({ atMs: 5000, orders: 10_000, p50Us: 310, p99Us: 4100 }), null);
    line.update(2000, brokers({ atMs: 6000, orders: 20_500, p50Us: 310, p99Us: 4100 }), null);
    line.say('stopping');
    expect(terminal.written[1]).toMatch(/^\r\x1b\[2K2 s {2}orders 20,500 \(10,500\/s\) {2}fills 0 {2}ack p50 310/);
    expect(terminal.written[1].length).toBeLessThanOrEqual(59 + 5);
    expect(terminal.written[2]).toBe('\r\x1b[2Kstopping\n');
  });

  it('writes whole lines elsewhere, one in five seconds', () => {
    const pipe = screen(false);
    const line = new StatusLine(pipe);
    line.begin(0);
    for (let n = 1; n <= 11; n++) line.update(n * 1000, brokers({ atMs: n * 1000, orders: n * 100 }), null);
    expect(pipe.written.map((text) => text.slice(0, 24))).toEqual(['5 s  orders 500 (100/s) ', '10 s  orders 1,000 (100/']);
    expect(pipe.written[0].endsWith('\n')).toBe(true);
  });

  it('says when brokers are missing or orders are rejected', () => {
    const pipe = screen(true);
    pipe.columns = 400;
    new StatusLine(pipe).update(0, brokers({ connected: 97, rejects: 3 }), null);
    expect(pipe.written[0]).toContain('brokers 97 of 100  rejects 3');
  });

  it('writes numbers for people', () => {
    expect([count(1234567.4), duration(0), duration(83), duration(1420), duration(25_000), duration(2.1e6)]).toEqual([
      '1,234,567',
      '-',
      '83 µs',
      '1.4 ms',
      '25 ms',
      '2.1 s',
    ]);
  });
});

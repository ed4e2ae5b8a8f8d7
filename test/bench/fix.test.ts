/** Short runs of the codec and FIX benchmarks: that each part measures what it says, whatever the figures; and the generator's bytes. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EXECUTION_BYTES, executionReport, newOrderSingle, samples, VARIANTS } from '../../bench/codec/messages.js';
import { Answers, charOf, message, numberOf, OrderTemplate, TimeText } from '../../bench/fix/wire.js';
import { hasQuickFix } from '../../bench/quickfix.js';
import { parseOne } from '../fix-codec/support.js';

const main = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));
const parties = { senderCompId: 'BROKER', targetCompId: 'VENUE' };
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1').replaceAll('\x01', '|');

/** The report of a run, and what it printed. */
async function bench(...args: string[]): Promise<{ figures: Record<string, never>; stdout: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-'));
  const file = join(dir, 'report.json');
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args, '--json', file]);
  return { figures: JSON.parse(readFileSync(file, 'utf8')).figures, stdout };
}

describe('messages of the codec benchmark', () => {
  it('have the length that they are known by, and no two are the same', () => {
    const executions = samples(executionReport);
    expect(executions.every(({ bytes }) => bytes.length === EXECUTION_BYTES)).toBe(true);
    expect(new Set(executions.map(({ bytes }) => text(bytes))).size).toBe(VARIANTS);
    const order = parseOne(text(newOrderSingle(3).bytes));
    expect([order.text(order.find(11)), order.msgSeqNum]).toEqual(['1023757', 10_004]);
  });
});

describe('the cheap generator', () => {
  it('patches orders that a parser takes', () => {
    const terms = { symbol: 'AAPL', side: '2', price: '15.00', idPrefix: 'run-' } as const;
    const template = new OrderTemplate(parties, terms);
    const bytes = Buffer.alloc(2 * template.length);
    const time = new TimeText().update();
    template.put(bytes, template.put(bytes, 0, 7, 123, time), 8, 99_999_999, time);
    const [first, second] = [bytes.subarray(0, template.length), bytes.subarray(template.length)].map((b) => parseOne(text(b)));
    expect([first.msgSeqNum, second.msgSeqNum]).toEqual([7, 8]);
    expect([first, second].map((order) => order.text(order.find(11)))).toEqual(['run-00000123', 'run-99999999']);
    expect(first.text(first.find(60))).toBe(time.bytes.toString('latin1'));
    expect(first.text(first.find(54))).toBe('2');
  });

  it('takes messages apart wherever a read ends', () => {
    const stream = Buffer.concat([
      message('8', parties, 41, '43=Y|150=F|14=1|'),
      message('4', parties, 42, '123=Y|36=50|'),
      message('8', parties, 50, '150=0|'),
    ]);
    const expected = ['8 41 F Y', '4 42 \0 \0', '8 50 0 \0'];
    for (let split = 0; split <= stream.length; split++) {
      const seen: string[] = [];
      const answers = new Answers((bytes, from, end, msgType) => {
        const char = (tag: string) => String.fromCharCode(charOf(bytes, from, end, tag));
        seen.push(`${String.fromCharCode(msgType)} ${numberOf(bytes, from, end, '34')} ${char('150')} ${char('43')}`);
      });
      answers.feed(stream.subarray(0, split));
      answers.feed(stream.subarray(split));
      expect(seen).toEqual(expected);
    }
  });
});

const TIMEOUT_MS = 180_000;

describe('bench codec', () => {
  it('times each codec at each case', { timeout: TIMEOUT_MS }, async () => {
    const { figures, stdout } = await bench('codec', '--runs', '2', '--messages', '2000', '--heap-messages', '10000');
    const positive = { medianNs: expect.any(Number), worstNs: expect.any(Number), heapBytes: expect.any(Number) };
    expect(figures['buttonwood']).toMatchObject({
      checkExecution: positive,
      commandOrder: positive,
      encodeExecution: positive,
    });
    expect(figures['jspurefix']).toMatchObject({ parseExecution: positive, encodeExecution: positive });
    if (hasQuickFix()) {
      expect(figures['QuickFIX C++']).toMatchObject({ checkExecution: { medianNs: expect.any(Number) } });
    } else expect(stdout).toContain('no compiler');
  });
});

describe('bench fix', () => {
  const brief = ['--rounds', '1', '--seconds', '0.3', '--wait', 'park', '--rest', '0.5'];

  it('one order at a time, and a window of them', { timeout: TIMEOUT_MS }, async () => {
    const { figures } = await bench('fix', '--part', 'one,window', '--window', '20', ...brief);
    const one = figures['one'] as { p50Us: Record<string, { runs: number[] }> };
    const window = figures['window'] as Record<string, { perSecond: { median: number } }>;
    const names = hasQuickFix() ? ['QuickFIX C++ echo'] : [];
    expect(Object.keys(one.p50Us)).toEqual(['memory, park', 'disk, park', ...names]);
    expect(Object.keys(window)).toEqual(['disk', ...names]);
    expect(Object.values(window).every(({ perSecond }) => perSecond.median > 0)).toBe(true);
  });

  it('idle sessions beside those that trade, and their memory', { timeout: TIMEOUT_MS }, async () => {
    const { figures } = await bench('fix', '--part', 'sessions', '--sessions', '20', '--rate', '500', ...brief);
    expect(figures['sessions']).toMatchObject({
      ratio: { runs: [expect.any(Number)] },
      memory: { noneBytes: expect.any(Number) },
    });
  });

  it('a resend of everything, each report counted', { timeout: TIMEOUT_MS }, async () => {
    const { figures } = await bench('fix', '--part', 'resend', '--count', '3000', '--rate', '500', ...brief);
    const { reportsPerSecond } = figures['resend'] as { reportsPerSecond: { runs: number[] } };
    expect(reportsPerSecond.runs.length).toBeGreaterThan(0);
  });
});

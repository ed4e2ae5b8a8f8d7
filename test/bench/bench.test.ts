import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { Histogram, initHistograms } from '../../bench/histogram.js';
import { readOptions } from '../../bench/options.js';
import { median, us } from '../../bench/report.js';

const main = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));
const bench = (...args: string[]) => promisify(execFile)(process.execPath, [main, ...args]);

describe('histogram', () => {
  beforeAll(initHistograms);

  it('keeps three significant digits, and its sum with another is that of all values', () => {
    const [odd, even, all] = [new Histogram(), new Histogram(), new Histogram()];
    for (let n = 1; n <= 10_000; n++) {
      (n % 2 === 1 ? odd : even).recordNs(n * 1000);
      all.recordNs(n * 1000);
    }
    odd.add(even.encode());
    const { count, p50Us, p90Us, p99Us, p999Us } = all.quantiles(); // the mean and the maximum lose digits on the way
    expect(odd.quantiles()).toMatchObject({ count, p50Us, p90Us, p99Us, p999Us });
    expect(odd.count).toBe(10_000);
    expect(odd.quantileUs(0.5)).toBeCloseTo(5000, -1.5);
    expect(odd.quantileUs(0.999)).toBeCloseTo(9990, -1.5);
  });

  it('holds values beyond its range at its ends', () => {
    const histogram = new Histogram();
    histogram.recordMs(-5);
    histogram.recordMs(1e9);
    expect(histogram.count).toBe(2);
    expect(histogram.quantiles().maxUs).toBeGreaterThan(599e6);
  });
});

describe('options', () => {
  it('takes defaults, numbers and switches, and says what it expected', () => {
    const defaults = { rate: 10_000, oneAtATime: false, fix: '' };
    expect(readOptions([], defaults)).toEqual(defaults);
    expect(readOptions(['--rate', '5', '--one-at-a-time', '--fix', 'h:1'], defaults)).toEqual({
      rate: 5,
      oneAtATime: true,
      fix: 'h:1',
    });
    expect(() => readOptions(['--rate', 'fast'], defaults)).toThrow('--rate: expected a number above 0, got fast');
    expect(() => readOptions(['--pace', 'x'], defaults)).toThrow('--pace');
  });
});

describe('report', () => {
  it('writes times for people and finds the middle', () => {
    expect([0.071, 83, 1420, 2_100_000].map(us)).toEqual(['0.07 µs', '83 µs', '1.42 ms', '2.10 s']);
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});

describe('bench command', () => {
  it('measures the floors and writes them with machine, versions and method', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'bench-'));
    const file = join(dir, 'floors.json');
    const { stdout } = await bench('floors', '--samples', '50', '--dir', dir, '--json', file);
    expect(stdout).toContain('TCP echo');
    const report = JSON.parse(readFileSync(file, 'utf8'));
    expect(report).toMatchObject({ name: 'floors', versions: { node: process.versions.node } });
    expect(report.figures.floors.fdatasync.count).toBe(50);
    expect(report.method.length).toBeGreaterThan(0);
  });

  it('hands records through rings with every strategy', async () => {
    const { stdout } = await bench('ring', '--records', '5000', '--rounds', '50');
    expect(stdout).toMatch(/polling, 100 to a publish +[\d,]+\/s/);
    expect(stdout).toMatch(/parked +[\d.]+ .?s/);
  });

  it('plays a workload through the engine every way, and names the hash of its reports', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'bench-')), 'matching.json');
    const { stdout } = await bench(
      'matching',
      '--scenario',
      'swing-25',
      '--orders',
      '2000',
      '--runs',
      '1',
      '--hash',
      '--json',
      file,
    );
    const { figures } = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(figures.results[0].rates)).toEqual(['book', 'alone', 'each', 'batches']);
    expect(figures.results[0].sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(stdout).toContain(figures.results[0].sha256);
  });

  it('subscribes to market data beside the demo market, and counts what comes', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'bench-'));
    const file = join(dir, 'market-data.json');
    const few = ['--subscribers', '4', '--symbols', '60', '--rate', '500', '--seconds', '1', '--warm-up', '1'];
    await bench('market-data', ...few, '--dir', dir, '--json', file);
    const { figures } = JSON.parse(readFileSync(file, 'utf8'));
    expect(figures.with).toMatchObject({ connected: 4, messagesPerSecond: expect.any(Number) });
    expect(figures.with.messagesPerSecond).toBeGreaterThan(100);
    expect(figures.without.messagesPerSecond).toBe(0);
  });

  it('names the benchmarks when it is given none that exists', async () => {
    await expect(bench('speed')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('latency') });
  });
});

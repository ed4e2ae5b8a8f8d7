/** `buttonwood fix certify` against the real exchange, as a broker runs it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../gateway/fix/certify/report.js';
import { type Running, runCli, startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';
import { FaultyVenue, of } from './support/faulty.js';

const dir = temporaryDirectory();
const MARKET = ['--symbol', 'AAPL', '--price', '100.00'];
let exchange: Running;

beforeAll(async () => {
  exchange = await startExchange(['--config', writeConfig(dir)]);
});

afterAll(async () => {
  await exchange.stop();
});

function certify(...args: string[]) {
  return runCli(['fix', 'certify', '--port', String(exchange.fixPort), ...args]);
}

const lines = (stdout: string, word: string) => stdout.split('\n').filter((line) => line.startsWith(word));

it('passes in all versions, and writes what it found', async () => {
  const json = join(dir, 'report.json');
  const { code, stdout, stderr } = await certify('--all', '--reset', ...MARKET, '--json', json);
  expect(lines(stdout, 'FAIL')).toEqual([]);
  expect([code, stderr]).toEqual([0, '']);
  const report = JSON.parse(readFileSync(json, 'utf8')) as Report;
  const { passed, failed, skipped } = report.summary;
  expect(failed).toBe(0);
  expect(passed).toBe(lines(stdout, 'pass').length);
  expect(skipped).toBe(lines(stdout, 'skip').length);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
    new RegExp(`^all versions: ${passed} passed, 0 failed, ${skipped} skipped in`),
  );
  for (const version of ['4.2', '4.4', '5.0SP2']) {
    const ids = report.results.filter((r) => r.version === version && r.result === 'pass').map(({ id }) => id);
    expect(ids.length, version).toBeGreaterThan(85);
    expect(ids).toContain(version === '5.0SP2' ? 'logon.application-version' : 'fill.part');
  }
  // what is optional and not there is skipped, and nothing else
  const reasons = new Set(report.results.filter(({ result }) => result === 'skip').map(({ reason }) => reason));
  for (const reason of reasons) expect(reason).toMatch(/^the venue does not take \w+\((AF|E|x|e|g|c)\)$/);
});

it('goes on with the numbers of its last run, whoever had them last', async () => {
  const state = join(dir, 'session.json');
  const args = ['--sender', 'STEADY', '--state', state, ...MARKET, '--only', 'order', '--only', 'logon', '--only', 'numbers'];
  const first = await certify(...args);
  expect(lines(first.stdout, 'FAIL')).toEqual([]);
  const { nextIn, nextOut } = JSON.parse(readFileSync(state, 'utf8')) as { nextIn: number; nextOut: number };
  expect(Math.min(nextIn, nextOut)).toBeGreaterThan(100);
  const second = await certify(...args, '--version', '5.0SP2');
  expect(lines(second.stdout, 'FAIL')).toEqual([]);
  expect(lines(second.stdout, 'skip').filter((line) => line.includes('logon.reset'))).toHaveLength(2);
  const third = await certify('--sender', 'STEADY');
  expect([third.code, third.stdout]).toEqual([1, '']);
  expect(third.stderr).toMatch(
    /^FIX_REFUSED: .* FIX 4\.4: expected .*, came Logout\(5\).*too low.*--state FILE, or begin again at 1 with --reset\n$/,
  );
});

describe('what is asked for', () => {
  it('may be one case, or an area', async () => {
    const { code, stdout } = await certify('--reset', '--only', 'heartbeat.test-request', '--only', 'garbled');
    expect(code).toBe(0);
    expect(lines(stdout, 'pass').filter((line) => !line.includes('messages.'))).toHaveLength(6);
  });

  it('may be a list, which connects to nothing', async () => {
    const { code, stdout } = await runCli(['fix', 'certify', '--port', '1', '--list', '--only', 'mass-status']);
    expect([code, stdout.trimEnd().split('\n').length]).toEqual([0, 2]);
    expect(stdout).toContain('(optional)');
  });

  it('without a market leaves out what trades, and says what to give', async () => {
    const { code, stdout, stderr } = await certify('--reset', '--only', 'order.new', '--only', 'reject.missing-tag');
    expect(code).toBe(0);
    if (lines(stdout, 'skip').length > 0) expect(stderr).toMatch(/^orders are not tested: no .*; give one with/);
    expect(lines(stdout, 'pass').some((line) => line.includes('reject.missing-tag'))).toBe(true);
  });

  it.each([
    [['--only', 'bogus'], /^BAD_ARGUMENT: --only: expected a case \(--list\), or an area: logon, .*; got bogus/],
    [['--version', '4.3'], /Allowed choices are 4\.2, 4\.4, 5\.0SP2/],
    [['--username', 'alice'], /^BAD_ARGUMENT: --username: expected a password in BUTTONWOOD_FIX_PASSWORD or --password-file/],
    [['--cert', 'x.pem'], /^BAD_ARGUMENT: --cert: expected --tls with it/],
    [['--tls', '--cert', 'x.pem'], /^BAD_ARGUMENT: --cert and --key: expected both or none/],
    [['--tls', '--ca', '/nowhere.pem'], /^BAD_ARGUMENT: --ca: expected a file that can be read: ENOENT/],
    [['--timeout', '5'], /expected a whole number from 100 to 60000/],
  ])('%j is refused with what was expected', async (args, words) => {
    const { code, stderr } = await certify('--reset', ...args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(words)]);
  });

  it('of a venue that is not there is refused; with --all each version fails', async () => {
    const one = await runCli(['fix', 'certify', '--port', '1']);
    expect([one.code, one.stderr]).toEqual([
      1,
      expect.stringMatching(/^FIX_REFUSED: 127\.0\.0\.1:1: .*expected a connection, came connect ECONNREFUSED/),
    ]);
    const all = await runCli(['fix', 'certify', '--port', '1', '--all']);
    expect([all.code, lines(all.stdout, 'FAIL').length]).toEqual([1, 3]);
  });
});

it('a password is in the Logon, and in nothing that is printed or written', async () => {
  const file = join(dir, 'password');
  const json = join(dir, 'secret.json');
  writeFileSync(file, 'sesame|street\nanother line\n');
  const logons: string[] = [];
  const venue = await FaultyVenue.start(exchange.fixPort, {
    toVenue: of('A', (message) => {
      logons.push(message);
      return message;
    }),
    fromVenue: of('0', () => null), // cases fail, so that their messages are shown
  });
  const args = ['--reset', '--username', 'alice', '--password-file', file, '--json', json, '--timeout', '300'];
  const { code, stdout, stderr } = await runCli([
    'fix',
    'certify',
    '--port',
    String(venue.port),
    ...args,
    '--only',
    'logon.accepted',
    '--only',
    'logon.encrypted',
  ]);
  venue.stop();
  expect(code).toBe(1);
  expect(logons.length).toBeGreaterThan(2);
  for (const logon of logons) expect(logon).toContain('\x01553=alice\x01554=sesame|street\x01');
  expect(stdout).toContain('Username(553)=alice  Password(554)=***');
  for (const text of [stdout, stderr, readFileSync(json, 'utf8')]) expect(text).not.toContain('sesame');
});

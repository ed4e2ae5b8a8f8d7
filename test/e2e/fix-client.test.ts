/** `buttonwood fix` through a pipe, against the real exchange. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';

const cli = join(fileURLToPath(new URL('../../', import.meta.url)).replace(/dist\/$/, ''), 'dist/gateway/cli/main.js');
const dir = temporaryDirectory();
let exchange: Running;

beforeAll(async () => {
  exchange = await startExchange(['--config', writeConfig(dir)]);
});

afterAll(async () => {
  await exchange.stop();
});

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Without the times. */
  lines: string[];
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const all = [cli, 'fix', '--port', String(exchange.fixPort), ...args];
  const child = spawn(process.execPath, all, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const ended = once(child, 'close').then(([code]): Ended => {
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^(in |out) \S+ /, '$1 '));
    return { code: code as number | null, stdout, stderr, lines };
  });
  return { child, ended, stdout: () => stdout };
}

function script(commands: readonly string[], ...args: string[]): Promise<Ended> {
  const { child, ended } = start(args);
  child.stdin.end(commands.map((command) => `${command}\n`).join(''));
  return ended;
}

const said = ({ lines }: Ended, start: string) => lines.filter((line) => line.startsWith(start));

describe.each(['4.2', '4.4', '5.0SP2'])('a script in FIX %s', (version) => {
  it('trades, and shows every message decoded', async () => {
    const id = (name: string) => `${name}${version}`;
    const run = await script(
      [
        '# what a broker does in a day',
        `buy AAPL 100 99.50 gtc 11=${id('A')}`,
        `sell AAPL 40 99.50 ioc 11=${id('B')}`,
        `replace ${id('A')} 80 99.40`,
        'orders',
        `status ${id('A')}`,
        `buy AAPL 5 11=${id('M')}`,
        'test',
        `cancel ${id('A')}`,
        'orders',
        'buy MSFT 10 1.00 1=ACC',
        'cancelall MSFT',
        'quit',
        'buy AAPL 1 1.00',
      ],
      ...['--sender', `SCRIPT${version}`, '--version', version, '--reset'],
    );
    expect([run.code, run.stderr]).toEqual([0, '']);
    const fill = version === '4.2' ? 'ExecType(150)=2 (Fill)' : 'ExecType(150)=F (Trade)';
    const report = (words: RegExp) =>
      expect(
        said(run, 'in  ExecutionReport(8)').some((line) => words.test(line)),
        String(words),
      ).toBe(true);
    report(new RegExp(`ClOrdID\\(11\\)=B${version}.*${fill.replace(/[()]/g, '\\$&')}  OrdStatus\\(39\\)=2 \\(Filled\\)`));
    report(new RegExp(`OrigClOrdID\\(41\\)=A${version}.*ExecType\\(150\\)=5 \\(Replaced\\)`));
    report(/Account\(1\)=ACC/);
    expect(run.lines).toContainEqual(
      expect.stringMatching(/^\S+-1 {2}buy {3}80 {3}AAPL {4}99\.40 {2}40 {6}40 {4}99\.50 {4}partly filled$/),
    );
    expect(run.lines.filter((line) => line === 'no open orders')).toHaveLength(1);
    expect(said(run, 'in  OrderMassCancelReport(r)')[0]).toMatch(/Symbol\(55\)=MSFT|TotalAffectedOrders\(533\)=1/);
    expect(said(run, 'in  Heartbeat(0)')[0]).toMatch(/TestReqID\(112\)=\S+$/);
    expect(run.lines.slice(-3)).toEqual([
      expect.stringMatching(/^out Logout\(5\) \d+$/),
      expect.stringMatching(/^in {2}Logout\(5\) \d+/),
      '-- the connection is closed: logged out',
    ]);
    const logon = version === '5.0SP2' ? /DefaultApplVerID\(1137\)=9$/ : /ResetSeqNumFlag\(141\)=Y$/;
    expect(run.lines[0]).toMatch(logon);
  });
});

describe('what is wrong', () => {
  it('with a command is said with what was expected, and the script goes on and ends with 1', async () => {
    const run = await script(
      [
        'buy AAPL',
        'buy AAPL ten',
        'sell AAPL 1 1.00 sometime',
        'cancel nothing',
        'replace x',
        'send 55=A',
        'resend x',
        'frobnicate',
        'test',
      ],
      ...['--sender', 'WRONG', '--reset'],
    );
    expect(run.code).toBe(1);
    expect(said(run, 'error: ')).toEqual([
      'error: expected buy SYMBOL QTY [PRICE] [day|gtc|ioc|fok|gtd|opg|cls] [TAG=VALUE …], got AAPL',
      'error: QTY: expected a number such as 100 or 99.50, got ten',
      expect.stringMatching(/^error: expected sell SYMBOL QTY .*, got sometime$/),
      expect.stringMatching(/^error: expected the ClOrdID of an order of this session \(none is open here\), got nothing/),
      'error: expected replace CLORDID QTY PRICE, got x',
      'error: expected send 35=X|TAG=VALUE|…, got 55=A',
      'error: resend: expected MsgSeqNums, got x',
      expect.stringMatching(/^error: expected buy, sell, cancel, .* help or quit, got frobnicate$/),
    ]);
    expect(said(run, 'in  Heartbeat(0)')).toHaveLength(1);
  });

  it('with an order is the venue’s to say; an id that is used does not hide the order that has it', async () => {
    const run = await script(
      ['buy NOPE 1 1.00', 'buy AAPL 10 1.00 11=dup', 'buy AAPL 99 2.00 11=dup', 'orders', 'cancelall', 'send 35=6|23=x'],
      ...['--sender', 'REFUSED', '--reset'],
    );
    expect(run.code).toBe(0);
    expect(said(run, 'in  ExecutionReport(8)').filter((line) => line.includes('(Rejected)'))).toHaveLength(2);
    expect(run.lines).toContainEqual(expect.stringMatching(/^dup +buy +10 +AAPL +1\.00/));
    expect(said(run, 'in  BusinessMessageReject(j)')).toHaveLength(1);
  });

  it('with the numbers is told with what to do', async () => {
    expect((await script(['test'], '--sender', 'OLD')).code).toBe(0);
    const again = await script(['test'], '--sender', 'OLD');
    expect(again.lines).toContainEqual(expect.stringMatching(/^in {2}Logout\(5\) .*MsgSeqNum too low/));
    expect(again.code).toBe(1);
  });

  it('with the address is one line', async () => {
    const run = await script([], '--port', '1');
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringMatching(/^FIX_REFUSED: 127\.0\.0\.1:1: .*ECONNREFUSED 127\.0\.0\.1:1\n$/),
    ]);
  });
});

it('logs out and on again within a session, with its numbers', async () => {
  const run = await script(['logout see you', 'test', 'logon', 'test', 'logon'], '--sender', 'TWICE');
  expect(run.code).toBe(1); // two of the commands could not be done
  expect(said(run, 'error: ')).toEqual([expect.stringContaining('not logged on'), 'error: logon: the session is logged on']);
  expect(said(run, 'out Logout(5)')[0]).toContain('Text(58)=see you');
  expect(said(run, 'out Logon(A)').map((line) => line.split(' ')[2])).toEqual(['1', '3']);
});

it('keeps numbers and open orders in a file, so that the next run can go on and cancel', async () => {
  const state = join(dir, 'state.json');
  const args = ['--sender', 'STEADY', '--state', state];
  await script(['buy AAPL 7 1.00 gtc 11=keep'], ...args);
  const first = JSON.parse(readFileSync(state, 'utf8'));
  expect(first).toMatchObject({ sender: 'STEADY', target: 'BUTTONWOOD', nextOut: 4, nextIn: 4, orders: [{ clOrdId: 'keep' }] });
  const second = await script(['resend 2 2', 'cancel keep', 'orders'], ...args, '--version', '5.0SP2');
  expect(second.code).toBe(0);
  expect(said(second, 'out Logon(A) 4')).toHaveLength(1);
  expect(said(second, 'in  ExecutionReport(8) 2 PossDup')).toHaveLength(1);
  expect(second.lines).toContain('no open orders');
  const other = await script([], ...args, '--sender', 'OTHER');
  expect(other.stderr).toMatch(
    /^BAD_ARGUMENT: --state: expected the session OTHER to BUTTONWOOD in .*, found STEADY to BUTTONWOOD\n$/,
  );
  expect(existsSync(`${state}.tmp`)).toBe(false);
});

it('shows messages raw when asked to', async () => {
  const run = await script(['test'], '--sender', 'RAW', '--reset', '--raw');
  expect(run.lines[0]).toMatch(
    /^out 8=FIX\.4\.4\|9=\d+\|35=A\|49=RAW\|56=BUTTONWOOD\|34=1\|52=[^|]+\|98=0\|108=30\|141=Y\|10=\d{3}\|$/,
  );
});

it('sends the password of the environment and shows it to nobody', async () => {
  for (const raw of [[], ['--raw']]) {
    const state = join(dir, `secret${raw.length}.json`);
    const args = ['--sender', 'ALICE', '--reset', '--username', 'alice', '--state', state, ...raw];
    const { child, ended } = start(args, { BUTTONWOOD_FIX_PASSWORD: 'open sesame' });
    child.stdin.end('test\n');
    const { code, stdout, stderr } = await ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(raw.length > 0 ? /\|553=alice\|554=\*{3}\|/ : /Username\(553\)=alice {2}Password\(554\)=\*{3}$/m);
    for (const text of [stdout, readFileSync(state, 'utf8')]) expect(text).not.toContain('sesame');
  }
});

it('logs out on Ctrl-C', async () => {
  const { child, ended, stdout } = start(['--sender', 'INTERRUPTED', '--reset']);
  while (!stdout().includes('in ')) await once(child.stdout, 'data');
  child.kill('SIGINT');
  const { code, lines } = await ended;
  expect(code).toBe(0);
  expect(lines.at(-2)).toMatch(/^in {2}Logout\(5\)/);
});

it('helps', async () => {
  const run = await script(['help', 'help replace', 'help me'], '--sender', 'HELP', '--reset');
  for (const name of [
    'buy',
    'sell',
    'cancel',
    'replace',
    'status',
    'orders',
    'cancelall',
    'send',
    'resend',
    'test',
    'logout',
    'quit',
  ]) {
    expect(
      run.lines.some((line) => line.startsWith(name)),
      name,
    ).toBe(true);
  }
  expect(run.lines.filter((line) => line.startsWith('replace CLORDID QTY PRICE'))).toHaveLength(2);
  expect(run.lines).toContainEqual(expect.stringMatching(/got me$/));
});

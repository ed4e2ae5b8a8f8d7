/** Credentials, from the command line to the journal: the exchange as a process, beyond loopback, and no password in anything it writes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { frame, timestamp } from '../fix-door/support/peer.js';
import { type Running, runCli, startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';

const PASSWORD = 'correct horse battery';
const WRONG = 'incorrect horse battery';

/** What `buttonwood fix password` prints of what is written to it. */
function hashOf(input: string, ...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return runCli(['fix', 'password', ...args], input);
}

/** Sends a Logon; what came within its connection, which ends with the refusal or a Logout. */
async function logon(exchange: Running, senderCompId: string, password: string): Promise<string> {
  const socket = connect(exchange.fixPort, '127.0.0.1');
  let received = '';
  const message = (type: string, seq: number, body: string) =>
    frame(`35=${type}|49=${senderCompId}|56=BUTTONWOOD|34=${seq}|52=${timestamp(Date.now() * 1000)}${body}`);
  socket.on('data', (data) => {
    received += data.toString('latin1');
    if (!received.includes('\x0135=8\x01') || socket.writableEnded) return;
    socket.end(message('5', 3, ''));
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(message('A', 1, `|98=0|108=30|141=Y|553=${senderCompId}|554=${password}`));
  socket.write(message('D', 2, `|11=${senderCompId}|55=AAPL|54=1|60=${timestamp(Date.now() * 1000)}|38=1|40=2|44=99`));
  await once(socket, 'close');
  return received;
}

test('a hash from standard input, or why there is none', async () => {
  const { code, stdout, stderr } = await hashOf(`${PASSWORD}\n`);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^scrypt\$16384\$8\$1\$[\w+/]{22}==\$[\w+/]{43}=\n$/);
  expect((await hashOf(PASSWORD, '--cost', '10')).stdout).toMatch(/^scrypt\$1024\$/);
  const short = await hashOf('hunter2');
  expect([short.code, short.stdout]).toEqual([1, '']);
  expect(short.stderr).toBe('BAD_ARGUMENT: password: expected 8 to 128 printable ASCII characters, got 7\n');
  expect((await hashOf('pässword-pässword')).stderr).toContain('got others');
  expect((await hashOf('x'.repeat(1_000_000))).stderr).toContain('got more');
  expect((await hashOf(PASSWORD, '--cost', '17')).stderr).toContain('expected 10 to 16');
});

test('a hash of what is typed on a terminal, which does not show it', async () => {
  const cli = `${process.execPath} dist/gateway/cli/main.js fix password --cost 10`;
  const type = async (...lines: string[]) => {
    const terminal = spawn('script', ['-qfec', cli, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
    let shown = '';
    terminal.stdout.on('data', (data) => {
      shown += data;
      if (/(Password|Again): $/.test(shown)) terminal.stdin.write(`${lines.shift()}\n`);
    });
    await once(terminal, 'close');
    return shown;
  };
  const shown = await type(PASSWORD, PASSWORD);
  expect(shown).toMatch(/^Password: \r\nAgain: \r\nscrypt\$1024\$8\$1\$\S+\r\n$/);
  expect(await type('\x03')).toContain('expected a line, got the end of input');
  expect(await type(PASSWORD, WRONG)).toContain('password: expected the same twice');
});

test('beyond loopback: only who has the password trades, and it is in no file and no line', async () => {
  const dir = temporaryDirectory();
  const password = (await hashOf(PASSWORD)).stdout.trim();
  const sessions = ['ALPHA', 'BETA'].map((senderCompId) => ({ senderCompId, credentials: { password } }));
  const config = writeConfig(dir, { fixHost: '0.0.0.0', sessions });
  const exchange = await startExchange(['--config', config]);
  expect(exchange.ready.fix).toMatch(/^0\.0\.0\.0:/);
  expect(exchange.ready.http).toContain('127.0.0.1');
  expect(await logon(exchange, 'ALPHA', WRONG)).toBe('');
  expect(await logon(exchange, 'GAMMA', PASSWORD)).toBe('');
  expect(await logon(exchange, 'BETA', PASSWORD)).toMatch(/\x01150=0\x01/);
  expect(await exchange.stop()).toBe(0);

  expect(exchange.stderr()).toContain('FIX ALPHA (127.0.0.1:');
  expect(exchange.stderr()).toContain('refused: the Password is wrong');
  expect(exchange.stderr()).toContain('refused: the SenderCompID is not configured');
  const files = readdirSync(exchange.ready.dataDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const written = files.map((file) => readFileSync(`${file.parentPath}/${file.name}`, 'latin1')).join('');
  expect(written).toContain('BETA');
  for (const secret of [PASSWORD, WRONG, password]) {
    expect([written.includes(secret), exchange.stderr().includes(secret)]).toEqual([false, false]);
  }
});

test('beyond loopback without credentials it does not start', async () => {
  const dir = temporaryDirectory();
  const start = async (extra: object, ...args: string[]) => {
    const { code, stderr } = await runCli(['start', '--config', writeConfig(dir, { ...extra }), ...args]);
    expect(code).toBe(1);
    return stderr;
  };
  expect(await start({}, '--fix-host', '0.0.0.0')).toContain('NOT_LOOPBACK: fixPort: ');
  expect(await start({ fixHost: '::', sessions: [{ senderCompId: 'ALPHA' }] })).toContain(
    'session ALPHA may log on there without credentials',
  );
  const certificate = { commonName: 'alpha.example' };
  expect(await start({ host: '0.0.0.0', sessions: [{ senderCompId: 'ALPHA', credentials: { certificate } }] })).toContain(
    'NOT_LOOPBACK: host: ',
  );
});

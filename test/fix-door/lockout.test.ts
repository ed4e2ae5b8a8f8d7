/** Who guesses is locked out, from where he guesses; the broker that he names is not. And no flood of guesses fills the log. */
import { expect, test } from 'vitest';
import { Lockout } from '../../gateway/fix/access/lockout.js';
import { RefusalLog } from '../../gateway/fix/access/refusal-log.js';
import { hashOf } from './support/credentials.js';
import { World } from './support/world.js';

const PASSWORD = 'correct horse';
const password = await hashOf(PASSWORD);
const sessions = ['TW44', 'OTHER'].map((senderCompId) => ({ senderCompId, credentials: { password } }));

const ATTACKER = '203.0.113.9';
const BROKER = '192.0.2.1';

/** Logs on from an address; `A` for an answer, else the reason that the log gives. */
async function logon(world: World, given: string, remoteAddress = ATTACKER, senderCompId = 'TW44'): Promise<string> {
  const peer = world.peer({ senderCompId });
  peer.socket.remoteAddress = remoteAddress;
  const lines = world.logs.length;
  peer.logon(`141=Y|554=${given}`);
  await world.checked();
  if (!peer.isClosed) {
    const answer = peer.summary().join();
    peer.send('5');
    return answer;
  }
  expect(peer.socket.received).toBe('');
  return world.logs.length === lines ? 'no line' : (world.logs.at(-1)?.replace(/^.*?refused: /, '') ?? '');
}

const LOCKED = 'locked out for 60000 ms after 5 refused Logons of this SenderCompID from this address';

test('after five wrong passwords the pair of address and SenderCompID is refused unchecked, for a minute', async () => {
  const world = new World({ sessions });
  for (let i = 0; i < 5; i++) expect(await logon(world, 'wrong horse')).toBe('the Password is wrong');
  const locked = world.peer();
  locked.socket.remoteAddress = ATTACKER;
  locked.logon(`554=${PASSWORD}`);
  expect([locked.isClosed, world.door.access.checks, world.logs.at(-1)]).toEqual([true, 0, expect.stringContaining(LOCKED)]);
  world.pass(59_000, 1000);
  expect(await logon(world, PASSWORD)).toBe(LOCKED);
  world.pass(1000);
  expect(await logon(world, PASSWORD)).toBe('A');
});

test('the broker that comes from elsewhere is not disturbed, nor another SenderCompID from there', async () => {
  const world = new World({ sessions });
  for (let i = 0; i < 20; i++) await logon(world, 'wrong horse');
  expect(await logon(world, PASSWORD, BROKER)).toBe('A');
  expect(await logon(world, PASSWORD, ATTACKER, 'OTHER')).toBe('A');
});

test('failures that are more than a minute apart do not add up, and a right password begins anew', async () => {
  const world = new World({ sessions });
  for (let i = 0; i < 4; i++) await logon(world, 'wrong horse');
  world.pass(60_000, 1000);
  for (let i = 0; i < 4; i++) expect(await logon(world, 'wrong horse')).toBe('the Password is wrong');
  expect(await logon(world, PASSWORD)).toBe('A');
  for (let i = 0; i < 4; i++) expect(await logon(world, 'wrong horse')).toBe('the Password is wrong');
});

test('an address that tries many SenderCompIDs is locked out after fifty, unknown ones too', async () => {
  const world = new World({ sessions });
  for (let i = 0; i < 50; i++) await logon(world, 'wrong horse', ATTACKER, `GUESS${i}`);
  world.pass(10_000, 1000);
  const why = 'locked out for 60000 ms after 50 refused Logons from this address';
  expect(await logon(world, PASSWORD)).toContain(why);
  expect(await logon(world, PASSWORD, BROKER)).toBe('A');
});

test('whoever has one good password does not begin anew as an address', async () => {
  const world = new World({ sessions, limits: { fixLogonFailures: 1 } });
  for (let i = 0; i < 10; i++) {
    expect(await logon(world, PASSWORD, ATTACKER, 'OTHER')).toBe('A');
    await logon(world, 'wrong horse', ATTACKER, `GUESS${i}`);
  }
  world.pass(10_000, 1000);
  expect(await logon(world, PASSWORD, ATTACKER, 'OTHER')).toContain('after 10 refused Logons from this address');
});

test('guesses at the same time are no more than one after another, and closing early does not help', async () => {
  const world = new World({ sessions, limits: { fixLogonChecks: 16 } });
  const peers = Array.from({ length: 16 }, () => world.peer());
  for (const peer of peers) {
    peer.socket.remoteAddress = ATTACKER;
    peer.logon('554=wrong horse');
  }
  for (let i = 0; i < 10; i++) await null; // the checks begin
  expect(peers.filter((peer) => peer.isClosed)).toHaveLength(11);
  expect(world.logs.at(-1)).toContain('as many Logons from there are being checked as may be wrong');
  for (const peer of peers) peer.socket.disconnect();
  await world.checked();
  expect(await logon(world, PASSWORD)).toBe('no line'); // the address has had its ten
  world.pass(10_000, 1000);
  expect(await logon(world, PASSWORD)).toContain(LOCKED);
});

test('a session that is closed, disabled or busy is no failure: its broker is not locked out', async () => {
  const world = new World({ sessions: [{ enabled: false, credentials: { password } }] });
  for (let i = 0; i < 8; i++) expect(await logon(world, PASSWORD)).toBe('the session is disabled');
});

test('where no session has credentials nobody is locked out', async () => {
  const world = new World({ sessions: [{}] });
  for (let i = 0; i < 60; i++) await logon(world, 'x', ATTACKER, 'STRANGER');
  expect(await logon(world, 'x')).toBe('A');
});

test('the tables are bounded: the oldest entry makes room', () => {
  const lockout = new Lockout({ fixLogonFailures: 1, fixLockoutMs: 1000, fixLockoutEntries: 100 });
  const fail = (host: string) => lockout.begin(host, 'A', 0)?.failed(0);
  for (let i = 0; i < 100; i++) fail(`host${i}`);
  expect([lockout.whyLocked('host0', 'A', 0), lockout.whyLocked('host99', 'A', 0)].map((why) => why !== '')).toEqual([
    true,
    true,
  ]);
  fail('another');
  expect([lockout.whyLocked('host0', 'A', 0), lockout.whyLocked('host1', 'A', 0)].map((why) => why !== '')).toEqual([
    false,
    true,
  ]);
});

test('a flood of refusals leaves a few lines in the log, which count what they leave out', () => {
  const lines: string[] = [];
  const log = new RefusalLog({ warn: (line) => lines.push(line) });
  for (let i = 0; i < 1000; i++) log.warn(ATTACKER, 1_000_000, `refused ${i}`);
  expect(lines).toHaveLength(10);
  log.warn(BROKER, 1_000_000, 'another');
  expect(lines.at(-1)).toBe('another (990 such lines before it were left out)');
  log.warn(ATTACKER, 7_000_000, 'later');
  expect(lines.slice(11)).toEqual(['later']);
});

test('nor does a flood from many addresses fill the log', () => {
  const lines: string[] = [];
  const log = new RefusalLog({ warn: (line) => lines.push(line) });
  for (let i = 0; i < 20_000; i++) log.warn(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 1_000_000, 'refused');
  expect(lines).toHaveLength(200);
  for (let i = 0; i < 20_000; i++) log.warn(`11.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 2_000_000, 'refused');
  expect(lines).toHaveLength(210);
});

test('connections that send no Logon at all are no more lines than those that do', () => {
  const world = new World();
  for (let i = 0; i < 100; i++) world.peer().raw('GET / HTTP/1.1\r\n\r\n'.repeat(2));
  expect(world.logs).toHaveLength(10);
});

/** Who may log on: passwords, signatures, certificates and addresses, over the real door. Refused means: not a byte, and a line in the log. */
import { expect, test } from 'vitest';
import type { SessionInput } from '../../gateway/config-sessions.js';
import { hashOf, Signer } from './support/credentials.js';
import type { FixPeer } from './support/peer.js';
import { World, type WorldOptions } from './support/world.js';

const PASSWORD = 'correct horse';
const password = await hashOf(PASSWORD);

function worldOf(session: Partial<SessionInput>, options: WorldOptions = {}): World {
  return new World({ ...options, sessions: [session] });
}

/** The Logon answer, or why there is none, once the credentials are checked. */
async function outcome(world: World, peer: FixPeer): Promise<string> {
  await world.checked();
  if (!peer.isClosed) return peer.summary(34).join();
  expect(peer.socket.received).toBe('');
  return world.logs.at(-1)?.replace(/^.*?refused: /, '') ?? '';
}

const withPassword = (given: string) => `553=me|554=${given}`;

test('a password: the right one logs on, and the session trades', async () => {
  const world = worldOf({ credentials: { password } });
  const peer = world.peer().logon(withPassword(PASSWORD));
  expect([peer.isClosed, peer.socket.received]).toEqual([false, '']);
  expect(await outcome(world, peer)).toBe('A 34=1');
  peer.order('a', 'buy', 10, '99.00');
  expect(peer.summary(34, 150, 11)).toEqual(['8 34=2 150=0 11=a']);
});

test.each([
  ['another', withPassword('wrong horse'), 'the Password is wrong'],
  ['one that begins as it does', withPassword('correct'), 'the Password is wrong'],
  ['none', '', 'expected a Password, got none'],
  ['a signature instead', '95=4|96=AAAA', 'expected a Password, got none'],
])('a password: refused with %s', async (_name, extra, why) => {
  const world = worldOf({ credentials: { password } });
  expect(await outcome(world, world.peer().logon(extra))).toBe(why);
});

test('a password counts in FIX 4.2 and FIXT.1.1 too', async () => {
  for (const beginString of ['FIX.4.2', 'FIXT.1.1']) {
    const world = worldOf({ credentials: { password } });
    expect(await outcome(world, world.peer({ beginString }).logon(withPassword('wrong horse')))).toBe('the Password is wrong');
    expect(await outcome(world, world.peer({ beginString }).logon(withPassword(PASSWORD)))).toBe('A 34=1');
  }
});

test('a new password in a Logon is refused: it would not be taken, and nobody would know', async () => {
  const world = worldOf({ credentials: { password } });
  const peer = world.peer({ beginString: 'FIXT.1.1' }).logon(`${withPassword(PASSWORD)}|925=another horse`);
  expect(await outcome(world, peer)).toContain('NewPassword');
});

test('what comes after the Logon waits for the check, and none of it is lost', async () => {
  const world = worldOf({ credentials: { password } });
  const peer = world.peer();
  const logon = peer.message('A', `98=0|108=30|${withPassword(PASSWORD)}`);
  peer.raw(logon + peer.message('1', '112=early', '', 2));
  expect(peer.socket.paused).toBe(true);
  await world.checked();
  expect(peer.summary(34, 112)).toEqual(['A 34=1', '0 34=2 112=early']);
  expect(peer.socket.paused).toBe(false);
});

test('an unknown SenderCompID is checked as long as a known one: time does not tell them apart', async () => {
  const world = worldOf({ credentials: { password } });
  for (const senderCompId of ['TW44', 'STRANGER']) {
    const peer = world.peer({ senderCompId }).logon(withPassword('wrong horse'));
    expect([peer.isClosed, world.door.access.checks]).toEqual([false, 1]);
    expect(await outcome(world, peer)).toBe(
      senderCompId === 'TW44' ? 'the Password is wrong' : 'the SenderCompID is not configured',
    );
  }
});

test('nor does what else is wrong with a session, unless the password is right', async () => {
  const world = new World({
    sessions: [
      { senderCompId: 'OFF', enabled: false, credentials: { password } },
      { senderCompId: 'AFAR', addresses: ['192.0.2.0/24'], credentials: { password } },
      { senderCompId: 'OLD', versions: ['FIX.4.2'], credentials: { password } },
    ],
  });
  for (const [senderCompId, why] of [
    ['OFF', 'the session is disabled'],
    ['AFAR', 'the session may not come from 127.0.0.1'],
    ['OLD', 'expected FIX.4.2, got FIX.4.4'],
  ]) {
    const guess = world.peer({ senderCompId }).logon(withPassword('wrong horse'));
    expect([guess.isClosed, world.door.access.checks]).toEqual([false, 1]);
    expect(await outcome(world, guess)).toBe('the Password is wrong');
    expect(await outcome(world, world.peer({ senderCompId }).logon(withPassword(PASSWORD)))).toBe(why);
  }
});

test('a session without credentials beside one with them logs on at once', () => {
  const world = new World({ sessions: [{ senderCompId: 'SAFE', credentials: { password } }, {}] });
  expect(world.peer().logon().summary(34)).toEqual(['A 34=1']);
});

// ---- signatures

const signer = new Signer();
const signed = () => worldOf({ credentials: { publicKey: signer.publicKey } });

test('a signature over five fields of the Logon: the right one logs on', async () => {
  const world = signed();
  const sentUs = world.clock.nowUs();
  expect(await outcome(world, world.peer().logon(signer.fields({ sentUs })))).toBe('A 34=1');
});

test.each([
  ['another key', (us: number) => new Signer().fields({ sentUs: us }), 'the signature in RawData is wrong'],
  ['another number', (us: number) => signer.fields({ sentUs: us, msgSeqNum: 2 }), 'the signature in RawData is wrong'],
  ['another time', (us: number) => signer.fields({ sentUs: us + 1000 }), 'the signature in RawData is wrong'],
  ['another CompID', (us: number) => signer.fields({ sentUs: us, senderCompId: 'TW45' }), 'the signature in RawData is wrong'],
  ['what is no signature', () => '95=5|96=A=B\x01C', 'the signature in RawData is wrong'],
  ['nothing', () => '', 'expected a signature in RawData, got none'],
])('a signature: refused with %s', async (_name, fields, why) => {
  const world = signed();
  expect(await outcome(world, world.peer().logon(fields(world.clock.nowUs())))).toBe(why);
});

test('a signed Logon is taken once: one that was overheard is of no use', async () => {
  const world = signed();
  const logon = () => signer.fields({ sentUs: world.clock.nowUs() });
  const first = world.peer().logon(logon());
  const overheard = world.peer().logon(logon());
  await world.checked();
  expect([first.summary(34), overheard.isClosed]).toEqual([['A 34=1'], true]);
  first.socket.disconnect();
  world.run();
  expect(await outcome(world, world.peer().logon(`${logon()}|141=Y`))).toContain(
    'the signed SendingTime is not after the last one',
  );
  world.clock.advanceMs(1);
  const again = world.peer({ msgSeqNum: 2 }).logon(signer.fields({ sentUs: world.clock.nowUs(), msgSeqNum: 2 }));
  expect(await outcome(world, again)).toBe('A 34=2');
});

test('a signed Logon from before a restart is not taken after it', async () => {
  const before = signed();
  const sentUs = before.clock.nowUs();
  const peer = before.peer().logon(signer.fields({ sentUs }));
  expect(await outcome(before, peer)).toBe('A 34=1');
  const { engine, clock } = before;
  clock.advanceMs(500);
  const after = worldOf({ credentials: { publicKey: signer.publicKey } }, { engine, clock });
  const replayed = after.peer().raw(peer.message('A', `98=0|108=30|${signer.fields({ sentUs })}`, '', 1, sentUs));
  expect(await outcome(after, replayed)).toContain("the signed SendingTime is before the venue's start");
  const fresh = after.peer({ msgSeqNum: 2 }).logon(signer.fields({ sentUs: clock.nowUs(), msgSeqNum: 2 }));
  expect(await outcome(after, fresh)).toBe('A 34=2');
});

test('of several credentials all must be right', async () => {
  const world = worldOf({ credentials: { password, publicKey: signer.publicKey } });
  const logon = (extra: string) => outcome(world, world.peer().logon(extra));
  const sentUs = world.clock.nowUs();
  expect(await logon(withPassword(PASSWORD))).toContain('expected a signature');
  expect(await logon(signer.fields({ sentUs }))).toContain('expected a Password');
  world.clock.advanceMs(1);
  expect(await logon(`${signer.fields({ sentUs: world.clock.nowUs() })}|${withPassword(PASSWORD)}`)).toBe('A 34=1');
});

// ---- certificates and addresses

const FINGERPRINT = Array(32).fill('AB').join(':');

test.each([
  ['by fingerprint', { fingerprint: FINGERPRINT }],
  ['by common name', { commonName: 'broker.example' }],
])('a client certificate %s', async (_name, certificate) => {
  const world = worldOf({ credentials: { certificate } });
  const own = { subjectCn: 'broker.example', fingerprint256: FINGERPRINT, authorized: true };
  const other = { subjectCn: 'other.example', fingerprint256: FINGERPRINT.replace('AB', 'AC'), authorized: true };
  const logon = (peer: typeof own | null) => {
    const connection = world.peer();
    connection.socket.peer = peer;
    return outcome(world, connection.logon());
  };
  expect(await logon(null)).toBe('expected a TLS client certificate, got none');
  expect(await logon({ ...own, authorized: false })).toContain('not one that a trusted CA vouches for');
  expect(await logon(other)).toBe('the TLS client certificate is not that of this session');
  expect(await logon(own)).toBe('A 34=1');
});

test('addresses: a session may come only from where it is configured to', async () => {
  const world = worldOf({ addresses: ['192.0.2.7', '198.51.100.0/24', '2001:db8::/32'] });
  const logon = async (remoteAddress: string) => {
    const peer = world.peer();
    peer.socket.remoteAddress = remoteAddress;
    const result = await outcome(world, peer.logon('141=Y'));
    peer.socket.disconnect();
    world.run();
    return result;
  };
  for (const address of ['192.0.2.8', '198.51.101.1', '2001:db9::1', '::1']) {
    expect(await logon(address)).toBe(`the session may not come from ${address}`);
  }
  for (const address of ['192.0.2.7', '198.51.100.255', '2001:db8:1::9']) expect(await logon(address)).toBe('A 34=1');
});

// ---- the checks under way

test('few passwords are checked at once, a few wait, the others are refused', async () => {
  const sessions = ['A', 'B', 'C', 'D'].map((senderCompId) => ({ senderCompId, credentials: { password } }));
  const world = new World({ sessions, limits: { fixLogonChecks: 1, fixLogonsWaiting: 2 } });
  const peers = sessions.map(({ senderCompId }) => world.peer({ senderCompId }).logon(withPassword(PASSWORD)));
  expect(peers.map((peer) => peer.isClosed)).toEqual([false, false, false, true]);
  expect(world.logs.at(-1)).toContain('too many Logons wait to be checked');
  await world.checked();
  expect(peers.map((peer) => peer.summary(34).join())).toEqual(['A 34=1', 'A 34=1', 'A 34=1', '']);
});

test('the time for a Logon holds while it waits for its check', async () => {
  const sessions = ['A', 'B'].map((senderCompId) => ({ senderCompId, credentials: { password } }));
  const world = new World({ sessions, limits: { fixLogonChecks: 1 } });
  const peers = sessions.map(({ senderCompId }) => world.peer({ senderCompId }).logon(withPassword(PASSWORD)));
  world.pass(5100);
  expect(peers.map((peer) => peer.isClosed)).toEqual([true, true]);
  expect(world.logs.at(-1)).toContain('its Logon was not settled within 5000 ms');
  await world.checked();
  expect(peers.map((peer) => peer.socket.received)).toEqual(['', '']);
  expect(await outcome(world, world.peer({ senderCompId: 'B' }).logon(withPassword(PASSWORD)))).toBe('A 34=1');
});

test('a connection that closes while it is checked or waits is forgotten, and its session is free', async () => {
  const world = worldOf({ credentials: { password } }, { limits: { fixLogonChecks: 1 } });
  const gone = [world.peer().logon(withPassword(PASSWORD)), world.peer().logon(withPassword(PASSWORD))];
  for (const peer of gone) peer.socket.disconnect();
  expect(world.door.access.checks).toBe(1);
  const next = world.peer().logon(withPassword(PASSWORD));
  await world.checked();
  expect(gone.map((peer) => peer.socket.received)).toEqual(['', '']);
  expect(next.summary(34)).toEqual(['A 34=1']);
});

test('settings that are replaced hold for the next Logon', async () => {
  const world = worldOf({ credentials: { password } });
  const [session] = world.door.settings.all ?? [];
  world.door.settings.replace([{ ...session, credentials: { password: await hashOf('battery staple') } }]);
  expect(await outcome(world, world.peer().logon(withPassword(PASSWORD)))).toBe('the Password is wrong');
  expect(await outcome(world, world.peer().logon(withPassword('battery staple')))).toBe('A 34=1');
});

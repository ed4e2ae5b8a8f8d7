/**
 * Each limit on what a FIX counterparty may send, by the name that the configuration or the design has for it: what is taken at the limit,
 * and what is said one beyond it. Limits of the configuration are set small here.
 */
import { describe, expect, it } from 'vitest';
import { readsFor } from '../fix-codec/counted-parser.js';
import { withCheckSum } from '../fix-fuzz/valid-message.js';
import { type FixPeer, frame } from './support/peer.js';
import { World, type WorldOptions } from './support/world.js';

type Limits = NonNullable<WorldOptions['limits']>;

interface Limit {
  name: string;
  limits?: Limits;
  /** What comes of a value. */
  of: (value: number, world: World) => unknown;
  at: [value: number, outcome: unknown];
  beyond: [value: number, outcome: unknown];
}

const T = '60=20231114-22:13:20';
const TESTED = '0 112=A';
const isOpen = (peer: FixPeer) => (peer.isClosed ? 'closed' : 'open');
/** What has been said, by the tags that matter here. */
const told = (peer: FixPeer) => peer.summary(45, 371, 373, 112).join(', ');
/** The next number that the venue expects of the first session. */
const next = (world: World) => world.engine['machine']!.state.sessions.nextIn[0];

function test(peer: FixPeer): string {
  return told(peer.send('1', '112=A'));
}

/** A message of exactly so many bytes. */
function ofBytes(bytes: number, write: (filler: string) => string): string {
  const empty = write('').length;
  for (let filler = Math.max(0, bytes - empty - 5); filler <= bytes - empty; filler++) {
    const text = write('x'.repeat(filler)); // its BodyLength may have more digits
    if (text.length === bytes) return text;
  }
  throw new Error(`${bytes} bytes are too few`);
}

const ofBytesAndRead = (bytes: number, world: World) => {
  const peer = world.loggedOn();
  peer.raw(ofBytes(bytes, (filler) => peer.message('3', `45=1|58=${filler}`)));
  return [peer.summary(58).join(), isOpen(peer), next(world)];
};

const firstOfBytes = (bytes: number, world: World) => {
  const peer = world.peer();
  peer.raw(ofBytes(bytes, (filler) => peer.message('A', `98=0|108=30|553=${filler}`)));
  return [told(peer), isOpen(peer)];
};

/** A TestRequest, its BodyLength written in so many digits. */
function ofDigits(digits: number, world: World) {
  const peer = world.loggedOn();
  const text = peer.message('1', '112=A');
  const body = text.slice(text.indexOf('\x0135=') + 1, -'10=000|'.length);
  peer.raw(withCheckSum(`8=FIX.4.4\x019=${digits === 0 ? '' : String(body.length).padStart(digits, '0')}\x01${body}`));
  return [told(peer), next(world)];
}

/** Who has so many reports coming, and takes one buffer of them each 300 ms. */
function behindBy(orders: number, world: World) {
  const peer = world.loggedOn();
  peer.socket.stopReading();
  for (let i = 0; i < orders; i++) peer.order(`o${i}`, 'buy', 1, '99.00');
  for (let i = 0; i < 4; i++) {
    world.pass(300);
    peer.socket.startReading();
    peer.socket.stopReading();
    world.run();
  }
  return isOpen(peer);
}

const frames: Limit[] = [
  { name: 'BodyLength of 1 to 6 digits', of: ofDigits, at: [6, [TESTED, 3]], beyond: [7, ['', 2]] },
  { name: 'BodyLength of at least one digit', of: ofDigits, at: [2, [TESTED, 3]], beyond: [0, ['', 2]] },
  {
    name: 'fixMessageBytes: a message at most 8 KiB',
    limits: { fixMessageBytes: 300 },
    of: ofBytesAndRead,
    at: [300, ['', 'open', 3]],
    beyond: [301, ['5 58=a message cannot be read: a message may have 300 bytes, BodyLength(9) says 278', 'closed', 2]],
  },
  {
    name: 'fixMessageBytes, as it is by default',
    of: ofBytesAndRead,
    at: [8192, ['', 'open', 3]],
    beyond: [8193, [expect.stringContaining('8192'), 'closed', 2]],
  },
  {
    name: 'fixLogonBytes: 1 KiB before logon',
    limits: { fixLogonBytes: 256 },
    of: firstOfBytes,
    at: [256, ['A', 'open']],
    beyond: [257, ['', 'closed']],
  },
  { name: 'fixLogonBytes, as it is by default', of: firstOfBytes, at: [1024, ['A', 'open']], beyond: [1025, ['', 'closed']] },
  {
    name: 'fixFields: at most 512 fields',
    limits: { fixFields: 16 },
    of: (fields, world) => {
      const peer = world.loggedOn();
      const more = ['50=a', '57=a', '142=a', '143=a', '115=a', '128=a', '116=a', '129=a'].slice(0, fields - 9);
      return [told(peer.send('1', '112=A', more.join('|'))), test(peer)];
    },
    at: [16, [TESTED, TESTED]],
    beyond: [17, ['3 45=2 373=99', TESTED]],
  },
  {
    name: 'tag at most 5 digits: a longer one is no tag of any version, and named in a Reject as long as it is a number',
    of: (digits, world) => {
      const peer = world.loggedOn();
      return [told(peer.send('0', `${'9'.repeat(digits)}=x`)), next(world)];
    },
    at: [9, ['3 45=2 371=999999999 373=0', 3]],
    beyond: [10, ['', 2]],
  },
  {
    name: 'tag at most 5 digits: what has more than that cannot be one',
    of: (tag, world) => told(world.loggedOn().send('0', `${tag}=x`)),
    at: [99_999, '3 45=2 371=99999 373=0'],
    beyond: [100_000, '3 45=2 371=100000 373=0'],
  },
  {
    name: 'fixGroupEntries: groups at most 64 entries',
    limits: { fixGroupEntries: 2 },
    of: (entries, world) => {
      const peer = world.loggedOn();
      peer.order('a', 'buy', 1, '99.00', `453=${entries}${'|448=x'.repeat(entries)}`);
      return told(peer);
    },
    at: [2, '8'],
    beyond: [3, '3 45=2 371=453 373=5'],
  },
  {
    name: 'no duplicate tag outside a group',
    of: (times, world) => {
      const peer = world.loggedOn();
      peer.order('a', 'buy', 1, '99.00', `453=2|448=x|448=x${'|58=x'.repeat(times)}`);
      return told(peer);
    },
    at: [1, '8'],
    beyond: [2, '3 45=2 371=58 373=13'],
  },
  {
    name: 'CheckSum required: off by so much',
    of: (off, world) => {
      const peer = world.loggedOn();
      const text = peer.message('1', '112=A');
      const sum = (Number(text.slice(-4, -1)) + off) % 256;
      peer.raw(`${text.slice(0, -4)}${String(sum).padStart(3, '0')}\x01`);
      return [told(peer), next(world)];
    },
    at: [0, [TESTED, 3]],
    beyond: [1, ['', 2]],
  },
  {
    name: 'CheckSum required: fields 10',
    of: (times, world) => {
      const peer = world.loggedOn();
      const text = peer.message('1', '112=A');
      peer.raw(times === 1 ? text : text.slice(0, -7)).raw(peer.message('0', '', '', 3));
      return [told(peer), next(world)];
    },
    at: [1, [TESTED, 4]],
    beyond: [0, ['2', 2]],
  },
  {
    name: 'fixGarbledMessages: three garbled messages end the connection',
    limits: { fixGarbledMessages: 3 },
    of: (garbled, world) => {
      const peer = world.loggedOn();
      for (let i = 0; i < garbled; i++) peer.raw(peer.message('0').replace(/10=\d+/, '10=256'));
      return [peer.summary().join(), isOpen(peer)];
    },
    at: [2, ['', 'open']],
    beyond: [3, ['5', 'closed']],
  },
  {
    name: 'linear-time single-pass parsing: looks at each byte (in pieces of so many), twice the input for twice the work',
    of: (piece) => {
      const order = frame(`35=D|49=A|56=B|34=2|11=a|55=AAPL|54=1|${T}|38=10|40=2|44=99.00`).replaceAll('\x01', '|');
      const [once, twice] = [readsFor(order, 16_000, piece), readsFor(order, 32_000, piece)];
      return [Math.round(twice / once), once / 16_000 < 2];
    },
    at: [1000, [2, true]],
    beyond: [1 << 20, [2, true]],
  },
];

const sessions: Limit[] = [
  {
    name: 'first message a Logon: messages before it',
    of: (before, world) => {
      const peer = world.peer();
      for (let i = 0; i < before; i++) peer.send('0');
      peer.logon();
      return [told(peer), isOpen(peer)];
    },
    at: [0, ['A', 'open']],
    beyond: [1, ['', 'closed']],
  },
  {
    name: 'fixLogonMs: first message a Logon within 5 s',
    limits: { fixLogonMs: 500 },
    of: (ms, world) => {
      const peer = world.peer();
      world.pass(ms, 1);
      return [told(peer.logon()), isOpen(peer)];
    },
    at: [499, ['A', 'open']],
    beyond: [500, ['', 'closed']],
  },
  {
    name: 'HeartBtInt 1 to 3,600: at least 1',
    of: (seconds, world) => told(world.peer().send('A', `98=0|108=${seconds}`)),
    at: [1, 'A'],
    beyond: [0, ''],
  },
  {
    name: 'fixHeartBtIntMaxS: HeartBtInt 1 to 3,600',
    of: (seconds, world) => told(world.peer().send('A', `98=0|108=${seconds}`)),
    at: [3600, 'A'],
    beyond: [3601, ''],
  },
  {
    name: 'fixHeartBtIntMaxS, set smaller',
    limits: { fixHeartBtIntMaxS: 60 },
    of: (seconds, world) => told(world.peer().send('A', `98=0|108=${seconds}`)),
    at: [60, 'A'],
    beyond: [61, ''],
  },
  {
    name: 'one connection per session',
    of: (connections, world) => {
      const peers = Array.from({ length: connections }, () => world.peer().logon());
      return [...peers.map((peer) => `${told(peer)} ${isOpen(peer)}`), test(peers[0])];
    },
    at: [1, ['A open', TESTED]],
    beyond: [2, ['A open', ' closed', TESTED]],
  },
  {
    name: 'fixConnections',
    limits: { fixConnections: 2 },
    of: (connections, world) =>
      Array.from({ length: connections }, (_, i) => isOpen(world.peer({ senderCompId: `S${i}` }).logon())),
    at: [2, ['open', 'open']],
    beyond: [3, ['open', 'open', 'closed']],
  },
  {
    name: 'fixSendingTimeMs',
    limits: { fixSendingTimeMs: 1000 },
    of: (ms, world) => {
      const peer = world.loggedOn();
      peer.raw(peer.message('1', '112=A', '', 2, world.clock.nowUs() - ms * 1000));
      return told(peer);
    },
    at: [1000, TESTED],
    beyond: [1001, '3 45=2 373=10, 5'],
  },
  {
    name: 'MsgSeqNum of at most 9 digits',
    of: (n, world) => world.loggedOn().sendAs(n, '0').summary(7, 58),
    at: [999_999_999, ['2 7=2']],
    beyond: [1_000_000_000, ['5 58=MsgSeqNum: expected a number of 1 to 9 digits']],
  },
  {
    name: 'SenderCompID of at most 32 characters',
    of: (length, world) => told(world.peer({ senderCompId: 'x'.repeat(length) }).logon()),
    at: [32, 'A'],
    beyond: [33, ''],
  },
  {
    name: 'texts of a request of at most 64 characters',
    of: (length, world) => {
      const peer = world.loggedOn();
      peer.order('x'.repeat(length), 'buy', 1, '99.00');
      return told(peer);
    },
    at: [64, '8'],
    beyond: [65, '3 45=2 371=11 373=5'],
  },
  {
    name: 'TestReqID of at most 256 characters',
    of: (length, world) =>
      world
        .loggedOn()
        .send('1', `112=${'x'.repeat(length)}`)
        .summary(371, 373),
    at: [256, ['0']],
    beyond: [257, ['3 371=112 373=5']],
  },
];

const rates: Limit[] = [
  {
    name: 'fixResendSpan: resend span bounded',
    limits: { fixResendSpan: 3 },
    of: (span, world) => {
      const peer = world.loggedOn();
      for (let i = 0; i < 6; i++) peer.order(`o${i}`, 'buy', 1, '99.00');
      peer.all();
      return peer.send('2', `7=2|16=${1 + span}`).summary(34);
    },
    at: [3, ['8 34=2', '8 34=3', '8 34=4']],
    beyond: [4, ['8 34=2', '8 34=3', '8 34=4']],
  },
  {
    name: 'fixResendsPerSecond: resends rate-limited',
    limits: { fixResendsPerSecond: 2 },
    of: (requests, world) => {
      const peer = world.loggedOn();
      for (let i = 0; i < requests; i++) peer.send('2', '7=1|16=1');
      const answered = peer.all().length;
      world.pass(1000);
      return [answered, peer.send('2', '7=1|16=1').all().length];
    },
    at: [2, [2, 1]],
    beyond: [3, [2, 1]],
  },
  {
    name: 'messagesPerSecond: per-session token bucket for messages',
    limits: { messagesPerSecond: 2 },
    of: (orders, world) => {
      const peer = world.loggedOn();
      const other = world.loggedOn({ senderCompId: 'OTHER' });
      for (let i = 0; i < orders; i++) peer.order(`o${i}`, 'buy', 1, '99.00');
      other.order('x', 'buy', 1, '99.00');
      const answers = [...peer.summary(), ...other.summary()];
      world.pass(1000);
      return [...answers, ...peer.order('later', 'buy', 1, '99.00').summary()];
    },
    at: [2, ['8', '8', '8', '8']],
    beyond: [3, ['8', '8', 'j', '8', '8']],
  },
  {
    name: 'messages ahead of their turn: 256 are kept',
    of: (ahead, world) => {
      const peer = world.loggedOn();
      for (let n = 3; n < 3 + ahead; n++) peer.sendAs(n, '0');
      peer.sendAs(2, '0');
      return next(world);
    },
    at: [256, 259],
    beyond: [257, 259],
  },
  {
    name: 'messages ahead of their turn: 64 KiB are kept',
    limits: { fixMessageBytes: 65_536 },
    of: (bytes, world) => {
      const peer = world.loggedOn();
      peer.raw(ofBytes(32_768, (filler) => peer.message('3', `45=1|58=${filler}`, '', 3)));
      peer.raw(ofBytes(bytes, (filler) => peer.message('3', `45=1|58=${filler}`, '', 4)));
      peer.sendAs(2, '0');
      return next(world);
    },
    at: [32_768, 5],
    beyond: [32_769, 4],
  },
  {
    name: 'fixSlowConsumerMs: bounded backlog, in time',
    limits: { fixSlowConsumerMs: 1000 },
    of: (ms, world) => {
      const peer = world.loggedOn();
      peer.socket.stopReading();
      peer.send('1', '112=A');
      world.pass(ms, 1);
      return isOpen(peer);
    },
    at: [999, 'open'],
    beyond: [1000, 'closed'],
  },
  {
    name: 'fixSocketBacklogBytes: bounded backlog, in bytes: who reads, but lies behind by more',
    limits: { fixSlowConsumerMs: 1000, fixSocketBacklogBytes: 65_536, fixSendBytesPerTurn: 4096 },
    of: behindBy,
    at: [300, 'open'],
    beyond: [1000, 'closed'],
  },
];

describe.each([
  ['messages', frames],
  ['sessions', sessions],
  ['rates and queues', rates],
])('%s', (_, table) => {
  describe.each(table)('$name', ({ limits, of, at, beyond }) => {
    it(`at the limit: ${at[0]}`, () => expect(of(at[0], new World({ limits }))).toEqual(at[1]));
    it(`one beyond it: ${beyond[0]}`, () => expect(of(beyond[0], new World({ limits }))).toEqual(beyond[1]));
  });
});

import { expect, test } from 'vitest';
import { FixPeer, frame } from './support/peer.js';
import { World } from './support/world.js';

const up = () => {
  const world = new World();
  return { world, peer: world.loggedOn() };
};

test('a gap is asked for once; what came ahead is handled in its turn, without coming twice', () => {
  const { peer } = up();
  peer.sendAs(4, '1', '112=FOUR').sendAs(5, '1', '112=FIVE');
  expect(peer.summary(7, 16)).toEqual(['2 7=2 16=0']);
  peer.sendAs(2, '1', '112=TWO', '43=Y|122=20231114-22:13:19').sendAs(3, '0', '', '43=Y|122=20231114-22:13:19');
  expect(peer.summary(112)).toEqual(['0 112=TWO', '0 112=FOUR', '0 112=FIVE']);
  peer.sendAs(4, '1', '112=FOUR', '43=Y|122=20231114-22:13:19').sendAs(6, '1', '112=SIX');
  expect(peer.summary(112)).toEqual(['0 112=SIX']);
});

test('a gap that comes back after one is closed is asked for again', () => {
  const { peer } = up();
  peer.sendAs(3, '0').sendAs(2, '0').sendAs(6, '0');
  expect(peer.summary(7)).toEqual(['2 7=2', '2 7=4']);
});

test('more messages ahead than are kept: they come again by the resend', () => {
  const { peer } = up();
  for (let n = 3; n < 403; n++) peer.sendAs(n, '0');
  expect(peer.summary(7)).toEqual(['2 7=2']);
  for (let n = 2; n < 403; n++) peer.sendAs(n, '0', '', '43=Y|122=20231114-22:13:19');
  expect(peer.sendAs(403, '1', '112=END').summary(112)).toEqual(['0 112=END']);
});

test('MsgSeqNum too low without PossDupFlag: Logout with what was expected, then the end', () => {
  const { peer } = up();
  peer.send('0').send('0').sendAs(2, '0');
  expect(peer.summary(58)).toEqual(['5 58=MsgSeqNum too low, expecting 4 but received 2']);
  expect(peer.isClosed).toBe(true);
});

test('a duplicate is ignored; without OrigSendingTime it is rejected; after its SendingTime the session ends', () => {
  const { world, peer } = up();
  peer.send('1', '112=A').sendAs(2, '1', '112=A', '43=Y|122=20231114-22:13:19');
  expect(peer.summary(112)).toEqual(['0 112=A']);
  peer.sendAs(2, '0', '', '43=Y');
  expect(peer.summary(45, 371, 373)).toEqual(['3 45=2 371=122 373=1']);
  peer.send('1', '112=STILL');
  expect(peer.summary(112)).toEqual(['0 112=STILL']);
  peer.sendAs(2, '0', '', '43=Y|122=20991114-22:13:19');
  expect(peer.summary(45, 373)).toEqual(['3 45=2 373=10', '5']);
  peer.send('5');
  expect(peer.isClosed).toBe(true);
  expect(world.logs.at(-1)).toContain('SendingTime accuracy problem');
});

test('a duplicate whose SendingTime cannot be read is judged by the dictionary', () => {
  const { peer } = up();
  for (const time of ['52=x', '']) {
    const fields = `35=0|49=TW44|56=BUTTONWOOD|34=${peer.msgSeqNum++}|43=Y|122=20231114-22:13:19`;
    peer.raw(frame(time === '' ? fields : `${fields}|${time}`));
  }
  expect(peer.summary(45, 371, 373)).toEqual(['3 45=2 371=52 373=6', '3 45=3 371=52 373=1']);
});

test('a Logout that comes with what it answers does not keep ours from saying why', () => {
  const { peer } = up();
  const late = peer.message('0', '', '43=Y|122=20991114-22:13:19');
  peer.raw(late + peer.message('5', '', '', 3));
  expect(peer.summary(45, 58)).toEqual(['3 45=2 58=SendingTime accuracy problem', '5 58=SendingTime accuracy problem']);
  expect(peer.isClosed).toBe(true);
});

test('a Logout of ours that nobody answers ends after two seconds', () => {
  const { world, peer } = up();
  peer.sendAs(2, '0', '', '43=Y|122=20991114-22:13:19');
  world.pass(1900);
  expect(peer.isClosed).toBe(false);
  world.pass(200);
  expect(peer.isClosed).toBe(true);
});

test('SequenceReset: gap fill moves on, reset mode ignores its own number', () => {
  const { peer } = up();
  peer.send('4', '36=20|123=Y').sendAs(20, '1', '112=A');
  peer.sendAs(0, '4', '36=50').sendAs(50, '1', '112=B');
  peer.sendAs(7, '4', '36=60|123=N').sendAs(60, '1', '112=C');
  expect(peer.summary(112)).toEqual(['0 112=A', '0 112=B', '0 112=C']);
});

test.each([
  ['gap fill that lowers', 2, '36=1|123=Y', '3 371=36 373=5', 3],
  ['gap fill to itself', 2, '36=2|123=Y', '3 371=36 373=5', 3],
  ['reset that lowers', 0, '36=1', '3 371=36 373=5', 2],
  ['reset beyond all numbers', 0, '36=4000000000', '3 371=36 373=5', 2],
  ['no NewSeqNo', 2, '123=Y', '3 371=36 373=1', 3],
  ['NewSeqNo is no number', 2, '36=x|123=Y', '3 371=36 373=6', 3],
  ['negative NewSeqNo', 2, '36=-5|123=Y', '3 371=36 373=6', 3],
  ['GapFillFlag is nonsense', 2, '36=9|123=Q', '3 371=123 373=6', 3],
])('malformed SequenceReset is rejected: %s', (_name, n, body, answer, next) => {
  const { peer } = up();
  peer.sendAs(n, '4', body);
  expect(peer.summary(371, 373)).toEqual([answer]);
  expect(peer.sendAs(next, '1', '112=OK').summary(112)).toEqual(['0 112=OK']);
});

test('another CompID within the session: Reject and Logout', () => {
  const { world, peer } = up();
  const impostor = new FixPeer(world, peer.socket, { senderCompId: 'TW45', msgSeqNum: 2 });
  impostor.send('0');
  expect(peer.summary(45, 373)).toEqual(['3 45=2 373=9', '5']);
});

test('ResendRequest: limits of its range, and its own number does not matter', () => {
  const { peer } = up();
  peer.send('2', '7=0|16=0').send('2', '7=2|16=0').send('2', '7=1|16=x').send('1', '112=A').send('2', '7=2|16=1');
  expect(peer.summary(371, 373, 112)).toEqual([
    '3 371=7 373=5',
    '3 371=7 373=5',
    '3 371=16 373=6',
    '0 112=A',
    '3 371=16 373=5',
  ]);
  peer.sendAs(9, '2', '7=1|16=1');
  expect(peer.summary(7, 16, 36)).toEqual(['4 36=2', '2 7=7 16=0']);
});

test('unknown, unsupported and malformed messages are answered, and count', () => {
  const { peer } = up();
  peer.send('*').send('S', '117=x').send('0', '999=HI').send('0', '55=MSFT');
  expect(peer.summary(45, 371, 372, 373, 380)).toEqual([
    '3 45=2 372=* 373=11',
    'j 45=3 372=S 380=3',
    '3 45=4 371=999 372=0 373=0',
    '3 45=5 371=55 372=0 373=2',
  ]);
  expect(peer.send('1', '112=OK').summary(112)).toEqual(['0 112=OK']);
});

test('a TestReqID of absurd length is rejected, not echoed', () => {
  const { peer } = up();
  peer.send('1', `112=${'x'.repeat(5000)}`);
  expect(peer.summary(371, 373)).toEqual(['3 371=112 373=5']);
});

test('a Logout is answered, then the connection is closed', () => {
  const { peer } = up();
  expect(peer.send('5').summary(34)).toEqual(['5 34=2']);
  expect(peer.isClosed).toBe(true);
});

import { expect, test } from 'vitest';
import { World } from './support/world.js';

const T = '60=20231114-22:13:20';

function up() {
  const world = new World();
  return { world, peer: world.loggedOn() };
}

test('order, replace, status, fill, cancel', () => {
  const { world, peer } = up();
  const other = world.loggedOn({ senderCompId: 'OTHER' });
  peer.order('a', 'buy', 10, '99.00', '1=ACC');
  peer.send('G', `41=a|11=a2|55=AAPL|54=1|${T}|38=8|40=2|44=99.10`);
  peer.send('H', '11=a2|55=AAPL|54=1|790=s1');
  other.order('x', 'sell', 3, '99.10');
  peer.send('F', `41=a2|11=a3|55=AAPL|54=1|${T}`);
  expect(peer.summary(11, 41, 790, 150, 39, 38, 44, 14, 151, 31, 32, 1)).toEqual([
    '8 11=a 150=0 39=0 38=10 44=99.00 14=0 151=10 1=ACC',
    '8 11=a2 41=a 150=5 39=0 38=8 44=99.10 14=0 151=8 1=ACC',
    '8 11=a2 790=s1 150=I 39=0 38=8 44=99.10 14=0 151=8 1=ACC',
    '8 11=a2 150=F 39=1 38=8 44=99.10 14=3 151=5 31=99.10 32=3 1=ACC',
    '8 11=a3 41=a2 150=4 39=4 38=8 44=99.10 14=3 151=0 1=ACC',
  ]);
});

test('mass cancel: one side of one symbol, then everything', () => {
  const { peer } = up();
  peer.order('b', 'buy', 1, '99.00').order('s', 'sell', 1, '101.00').order('b2', 'buy', 1, '98.00');
  peer.all();
  peer.send('q', `11=m1|530=1|55=AAPL|54=1|${T}`).send('q', `11=m2|530=7|${T}`).send('q', `11=m3|530=3|${T}`);
  expect(peer.summary(11, 150, 530, 531, 533)).toEqual([
    '8 11=b 150=4',
    '8 11=b2 150=4',
    'r 11=m1 530=1 531=1 533=2',
    '8 11=s 150=4',
    'r 11=m2 530=7 531=7 533=1',
    'r 11=m3 530=7 531=0',
  ]);
});

test.each([
  ['unknown symbol', '55=NOPE|54=1|38=10|40=2|44=1.00', '103=1 58=unknown symbol'],
  ['price off the tick', '55=AAPL|54=1|38=10|40=2|44=1.005', '103=99 58=Price is not a multiple of the tick size'],
  ['quantity off the lot', '55=AAPL|54=1|38=1.5|40=2|44=1.00', '58=OrderQty is not a multiple of the lot size'],
  ['negative quantity', '55=AAPL|54=1|38=-10|40=2|44=1.00', '58=OrderQty: expected a positive decimal number'],
  ['no quantity', '55=AAPL|54=1|40=2|44=1.00', '58=OrderQty: expected a positive decimal number'],
  ['negative price', '55=AAPL|54=1|38=10|40=2|44=-1.00', '58=Price is outside the range of the instrument'],
  ['absurd price', `55=AAPL|54=1|38=10|40=2|44=${'9'.repeat(400)}`, '58=Price is outside the range of the instrument'],
  ['absurd quantity', `55=AAPL|54=1|38=${'9'.repeat(400)}|40=1`, '58=OrderQty is above the maximum of the instrument'],
  ['stop order', '55=AAPL|54=1|38=10|40=3|99=1.00', '58=OrdType: expected 1 (market) or 2 (limit)'],
  ['short sale', '55=AAPL|54=5|38=10|40=2|44=1.00', '58=Side: expected 1 (buy) or 2 (sell)'],
  ['ClOrdID of 37 characters', `55=AAPL|54=1|38=10|40=2|44=1.00|526=x`, '', 'i'.repeat(37)],
])('what the venue cannot do is answered by a rejected ExecutionReport: %s', (_name, body, why, id = 'a') => {
  const { peer } = up();
  peer.send('D', `11=${id}|${T}|${body}`);
  const report = peer.next();
  expect([report?.type, report?.get(11), report?.get(150), report?.get(39)]).toEqual(['8', id, '8', '8']);
  expect(report?.raw.replaceAll('\x01', ' ')).toContain(why.split(' 58=').at(-1));
});

test('cancel and replace of what is not there: OrderCancelReject', () => {
  const { peer } = up();
  peer.send('F', `41=x|11=c|55=AAPL|54=1|${T}`).send('G', `41=x|11=r|55=NOPE|54=1|${T}|38=1|40=2|44=1`);
  expect(peer.summary(11, 41, 434, 102, 39)).toEqual(['9 11=c 41=x 434=1 102=1 39=8', '9 11=r 41=x 434=2 102=99 39=8']);
});

test('a limit order without Price is a conditionally required field missing', () => {
  const { peer } = up();
  peer.send('D', `11=a|55=AAPL|54=1|38=10|40=2|${T}`);
  expect(peer.summary(45, 372, 379, 380, 58)).toEqual(['j 45=2 372=D 379=a 380=5 58=Conditionally required field missing: 44']);
});

test('texts too long for any command are rejected by their tag', () => {
  const { peer } = up();
  const long = 'x'.repeat(65);
  peer.send('D', `11=${long}|55=AAPL|54=1|38=1|40=1|${T}`).send('D', `11=a|55=${long}|54=1|38=1|40=1|${T}`);
  peer.send('F', `11=a|41=${long}|55=AAPL|54=1|${T}`);
  expect(peer.summary(371, 373)).toEqual(['3 371=11 373=5', '3 371=55 373=5', '3 371=41 373=5']);
});

test('PossResend never repeats an order', () => {
  const { peer, world } = up();
  peer.order('a', 'buy', 1, '99.00');
  peer.send('D', `11=a|55=AAPL|54=1|${T}|38=1|40=2|44=99.00`, '97=Y');
  expect(peer.summary(150)).toEqual(['8 150=0', '8 150=8']);
  expect(world.engine.openOrders).toBe(1);
});

test('routing fields are turned round in an answer of the door', () => {
  const { peer } = up();
  peer.send('0', '999=x', '115=JCD|116=CS|144=CHI');
  expect(peer.summary(128, 129, 145, 45)).toEqual(['3 128=JCD 129=CS 145=CHI 45=2']);
});

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
  ['previously indicated', '55=AAPL|54=1|38=10|40=E|44=1.00', '58=OrdType: expected 1 (market), 2 (limit), 3 (stop)'],
  ['stop off the tick', '55=AAPL|54=1|38=10|40=3|99=1.005', '103=11 58=StopPx: expected a price of the instrument'],
  ['stop without StopPx', '55=AAPL|54=1|38=10|40=3', '58=StopPx: expected a price of the instrument'],
  ['display above quantity', '55=AAPL|54=1|38=10|40=2|44=1.00|111=20', '103=11 58=MaxFloor: expected at least'],
  ['peg without reference', '55=AAPL|54=1|38=10|40=P', '103=11 58=PegPriceType: expected'],
  ['GTD without a time', '55=AAPL|54=1|38=10|40=2|44=1.00|59=6', '103=11 58=ExpireTime: expected a time to come'],
  ['iceberg and hidden', '55=AAPL|54=1|38=10|40=K|111=0', '103=11 58=the terms of the order do not go together'],
  ['link to nothing', '55=AAPL|54=1|38=10|40=2|44=1.00|583=none|1385=1', '103=11 58=the linked order is not open'],
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

test.each([
  ['stop', '40=3|99=105.00', '40=3|99=105.00'],
  ['stop limit', '40=4|99=105.00|44=106.00', '40=4|44=106.00|99=105.00'],
  ['trailing stop', '40=3|99=105.00|18=a|211=0.50', '40=3|18=a|99=105.00|211=0.50'],
  ['iceberg', '40=2|44=99.00|111=2', '40=2|44=99.00|111=2'],
  ['hidden', '40=2|44=99.00|111=0|110=3', '40=2|44=99.00|111=0|110=3'],
  ['post-only', '40=2|44=99.00|18=6', '40=2|44=99.00|18=6'],
  ['repriced', '40=2|44=99.00|18=6|8014=Y', '40=2|44=99.00|18=6|8014=Y'],
  ['until a time', '40=2|44=99.00|59=6|126=20991231-12:00:00', '40=2|44=99.00|59=6|126=20991231-12:00:00.000'],
  ['peg by ExecInst', '40=P|18=R|211=-0.05', '40=P|18=R|211=-0.05|1094=5'],
  ['peg by PegPriceType', '40=P|1094=2|211=1|836=2|44=99.00', '40=P|18=M|211=0.01|1094=2'],
  ['group and mode', '40=2|44=99.00|7928=5|8000=D', '40=2|44=99.00|7928=5|8000=D'],
  ['at the close', '40=2|44=99.00|59=7', '40=2|44=99.00|59=7'],
])('an order of every kind is taken, and told as it was written: %s', (_name, terms, told) => {
  const { peer } = up();
  peer.send('D', `11=a|55=AAPL|54=1|${T}|38=10|${terms}`);
  const report = peer.next();
  expect(report?.get(150)).toBe('0');
  const fields = told.split('|').map((field) => Number.parseInt(field, 10));
  expect(fields.map((tag) => `${tag}=${report?.get(tag)}`).join('|')).toBe(told);
});

test('a stop is triggered, one cancels the other, and a market order spends an amount', () => {
  const { peer } = up();
  peer.send('D', `11=take|55=AAPL|54=2|${T}|38=5|40=2|44=110.00`);
  peer.send('D', `11=stop|55=AAPL|54=2|${T}|38=5|40=3|99=100.00|583=take|1385=1`);
  expect(peer.summary(11, 150, 1385)).toEqual(['8 11=take 150=0', '8 11=stop 150=0 1385=1']);
  peer.order('b', 'buy', 7, '100.00');
  peer.send('D', `11=s|55=AAPL|54=2|${T}|38=2|40=1|59=3`);
  // the fill at 100.00 triggers the stop, which cancels its partner and sells to the rest of the bid
  expect(peer.summary(11, 150, 32)).toEqual([
    '8 11=b 150=0',
    '8 11=s 150=0',
    '8 11=s 150=F 32=2',
    '8 11=b 150=F 32=2',
    '8 11=stop 150=D',
    '8 11=take 150=4',
    '8 11=stop 150=F 32=5',
    '8 11=b 150=F 32=5',
  ]);
  peer.order('o', 'sell', 100, '10.00');
  peer.send('D', `11=n|55=AAPL|54=1|${T}|40=1|59=3|152=55.50`);
  expect(
    peer
      .summary(11, 150, 152, 32)
      .filter((line) => line.includes('11=n'))
      .slice(0, 1),
  ).toEqual(['8 11=n 150=0 152=55.50']);
});

test('a mass cancel of the firm says so in its report', () => {
  const { peer } = up();
  peer.send('D', `11=a|1=ACC|55=AAPL|54=1|38=10|40=2|44=9.00|${T}`).order('b', 'buy', 1, '9.00');
  peer.send('q', `11=m1|530=7|1=ACC|${T}`).send('q', `11=m2|530=1|55=AAPL|8015=Y|${T}`);
  expect(peer.summary(11, 150, 530, 531, 533, 1, 8015)).toEqual([
    '8 11=a 150=0 1=ACC',
    '8 11=b 150=0',
    '8 11=a 150=4 1=ACC',
    'r 11=m1 530=7 531=7 533=1 1=ACC',
    '8 11=b 150=4',
    'r 11=m2 530=1 531=1 533=1 8015=Y',
  ]);
});

test('PossResend never repeats an order', () => {
  const { peer, world } = up();
  peer.order('a', 'buy', 1, '99.00');
  peer.send('D', `11=a|55=AAPL|54=1|${T}|38=1|40=2|44=99.00`, '97=Y');
  expect(peer.summary(150, 39, 103)).toEqual(['8 150=0 39=0', '8 150=I 39=0']);
  expect(world.engine.openOrders).toBe(1);
  peer.send('F', `11=c|41=a|55=AAPL|54=1|${T}`).send('D', `11=a|55=AAPL|54=1|${T}|38=1|40=2|44=99.00`, '97=Y');
  expect(peer.summary(150, 39, 103)).toEqual(['8 150=4 39=4', '8 150=8 39=8 103=6']);
  peer.send('D', `11=b|55=AAPL|54=1|${T}|38=1|40=2|44=99.00`, '97=Y');
  expect(peer.summary(11, 150)).toEqual(['8 11=b 150=0']);
});

test('routing fields are turned round in an answer of the door', () => {
  const { peer } = up();
  peer.send('0', '999=x', '115=JCD|116=CS|144=CHI');
  expect(peer.summary(128, 129, 145, 45)).toEqual(['3 128=JCD 129=CS 145=CHI 45=2']);
});

test.each([
  ['a line feed', 'a\nb'],
  ['an escape', '\x1b[2J'],
  ['NUL', 'a\x00'],
  ['DEL', 'a\x7f'],
  ['a letter beyond ASCII', 'caf\xe9'],
])('a text of a request is of printable characters, as at the other doors: %s is rejected', (_, text) => {
  const world = new World();
  const peer = world.loggedOn();
  const order = (clOrdId: string, symbol: string, account: string) =>
    peer.send('D', `11=${clOrdId}|1=${account}|55=${symbol}|54=1|60=20231114-22:13:20|38=10|40=2|44=99.00`);
  order(text, 'AAPL', 'x');
  order('a', text, 'x');
  order('a', 'AAPL', text);
  peer.send('F', `41=${text}|11=b|55=AAPL|54=1|60=20231114-22:13:20`);
  expect(peer.summary(371, 373)).toEqual(['3 371=11 373=5', '3 371=55 373=5', '3 371=1 373=5', '3 371=41 373=5']);
  order('a ~', 'AAPL', 'x');
  expect(peer.summary(11, 150)).toEqual(['8 11=a ~ 150=0']);
});

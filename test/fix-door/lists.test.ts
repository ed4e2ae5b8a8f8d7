/** Several orders in one message: a list of which one cancels the other, and the status of all orders. */
import { describe, expect, it } from 'vitest';
import { World } from './support/world.js';

const VERSIONS = ['FIX.4.2', 'FIX.4.4', 'FIXT.1.1'];
const entry = (n: number, clOrdId: string, side: number, price: string, more = '') =>
  `11=${clOrdId}|67=${n}|55=AAPL|54=${side}|38=10|40=2|44=${price}${more}`;
const list = (...entries: string[]) => `66=L1|394=3|68=${entries.length}|73=${entries.length}|${entries.join('|')}`;

describe.each(VERSIONS)('%s', (beginString) => {
  const up = () => {
    const world = new World();
    return { world, peer: world.loggedOn({ beginString }), other: world.loggedOn({ senderCompId: 'OTHER' }) };
  };

  it('of two orders in a list one cancels the other', () => {
    const { peer, other } = up();
    peer.send('E', list(entry(1, 'up', 2, '101.00', '|1=ACC'), entry(2, 'down', 1, '99.00')));
    expect(peer.summary(11, 150, 54, 44, 1)).toEqual(['8 11=up 150=0 54=2 44=101.00 1=ACC', '8 11=down 150=0 54=1 44=99.00']);
    other.order('x', 'sell', 4, '99.00');
    const fill = beginString === 'FIX.4.2' ? '150=1' : '150=F';
    expect(peer.summary(11, 150)).toEqual([`8 11=down ${fill}`, '8 11=up 150=4']);
  });

  it('a list whose second order cannot be entered leaves nothing behind', () => {
    const { world, peer } = up();
    peer.send('E', list(entry(1, 'up', 2, '101.00'), entry(2, 'down', 1, '0.001')));
    expect(peer.summary(11, 150)).toEqual(['8 11=up 150=0', '8 11=down 150=8', '8 11=up 150=4']);
    peer.send('E', list(entry(1, 'up2', 2, '0.001'), entry(2, 'down2', 1, '99.00')));
    expect(peer.summary(11, 150)).toEqual(['8 11=up2 150=8', '8 11=down2 150=8']);
    expect(world.engine.openOrders).toBe(0);
  });

  it('a list of another kind is refused, and counts', () => {
    const { peer } = up();
    peer.send('E', list(entry(1, 'a', 1, '99.00')));
    peer.send('E', `1385=2|${list(entry(1, 'a', 1, '99.00'), entry(2, 'b', 1, '98.00'))}`);
    peer.send('E', list(entry(1, 'a', 1, '99.00'), `11=${'b'.repeat(65)}|67=2|55=AAPL|54=1|38=1|40=2|44=98.00`));
    expect(peer.summary(45, 379, 380, 371)).toEqual(['j 45=2 379=L1 380=0', 'j 45=3 379=L1 380=0', '3 45=4 371=11']);
    peer.send('1', '112=x');
    expect(peer.summary(112)).toEqual(['0 112=x']);
  });

  it('a mass status tells each open order, how many there are, and which is the last', () => {
    const { peer } = up();
    for (const n of [1, 2, 3]) peer.order(`a${n}`, 'buy', n, '99.00', '21=1');
    peer.all();
    peer.send('AF', '584=S1|585=7').send('AF', '584=S2|585=1|55=AAPL|54=2').send('AF', '584=S3|585=1|55=NONE');
    expect(peer.summary(584, 11, 39, 911, 912)).toEqual([
      '8 584=S1 11=a1 39=0 911=3',
      '8 584=S1 11=a2 39=0 911=3',
      '8 584=S1 11=a3 39=0 911=3 912=Y',
      '8 584=S2 39=8 911=0 912=Y',
      '8 584=S3 39=8 911=0 912=Y',
    ]);
  });
});

it('an order is cancelled and replaced by its OrderID, where the version does not ask for its ClOrdID', () => {
  const world = new World();
  const peer = world.loggedOn({ beginString: 'FIXT.1.1' });
  peer.order('a', 'buy', 5, '99.00');
  const orderId = peer.all()[0].get(37);
  const T = '60=20231114-22:13:20';
  peer.send('G', `37=${orderId}|11=b|55=AAPL|54=1|${T}|38=6|40=2|44=98.00`).send('F', `37=${orderId}|11=c|55=AAPL|54=1|${T}`);
  peer.send('F', `37=1-999|11=d|55=AAPL|54=1|${T}`).send('F', `37=junk|11=e|55=AAPL|54=1|${T}`);
  expect(peer.summary(11, 150, 102)).toEqual(['8 11=b 150=5', '8 11=c 150=4', '9 11=d 102=1', '9 11=e 102=1']);
});

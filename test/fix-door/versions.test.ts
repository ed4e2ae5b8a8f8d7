/** A session speaks the version of its Logon: FIX 4.2, 4.4, or FIXT.1.1 with 5.0 SP2, all on one port. */
import { describe, expect, it } from 'vitest';
import { World } from './support/world.js';

const T = '60=20231114-22:13:20';
const VERSIONS = ['FIX.4.2', 'FIX.4.4', 'FIXT.1.1'];

describe.each(VERSIONS)('%s', (beginString) => {
  const order = (clOrdId: string, side: number) => `11=${clOrdId}|21=1|55=AAPL|54=${side}|${T}|38=10|40=2|44=100.00`;

  it('logs on, trades and is answered in its own version', () => {
    const world = new World();
    const peer = world.peer({ beginString });
    peer.logon();
    const [logon] = peer.all();
    expect(logon.raw.startsWith(`8=${beginString}\x01`)).toBe(true);
    expect(logon.get(1137)).toBe(beginString === 'FIXT.1.1' ? '9' : undefined);
    const other = world.loggedOn({ senderCompId: 'OTHER' });
    other.order('x', 'sell', 4, '100.00');
    peer.send('D', order('a', 1));
    const isOld = beginString === 'FIX.4.2';
    expect(peer.summary(11, 20, 150, 39, 32)).toEqual(
      isOld ? ['8 11=a 20=0 150=0 39=0', '8 11=a 20=0 150=1 39=1 32=4'] : ['8 11=a 150=0 39=0', '8 11=a 150=F 39=1 32=4'],
    );
    expect(other.summary(11, 150)).toEqual(['8 11=x 150=0', '8 11=x 150=F']);
  });

  it('gets rejects with the codes that its version has', () => {
    const world = new World();
    const peer = world.loggedOn({ beginString });
    peer
      .send('D', `${order('a', 1)}|40=2`)
      .send('D', order('b', 1).replace('38=10', '38=1.5'))
      .send('D', '11=c|999=x');
    expect(peer.summary(371, 373, 103)).toEqual([
      beginString === 'FIX.4.2' ? '3 371=40' : '3 371=40 373=13',
      beginString === 'FIX.4.2' ? '8 103=0' : '8 103=13',
      beginString === 'FIXT.1.1' ? '3 371=999 373=2' : '3 371=999 373=0',
    ]);
  });

  it('ends when a message has another version', () => {
    const world = new World();
    const peer = world.loggedOn({ beginString });
    const another = VERSIONS.find((v) => v !== beginString)!;
    peer.raw(world.peer({ beginString: another }).message('0', '', '', 2));
    expect(peer.summary(58)).toEqual([`5 58=Incorrect BeginString: expected ${beginString}`]);
  });
});

it('a session may log on in another version the next time, and gets what it missed in that one', () => {
  const world = new World();
  const peer = world.loggedOn();
  peer.order('a', 'buy', 10, '99.50');
  peer.all();
  peer.socket.disconnect();
  world.run();
  const again = world.peer({ beginString: 'FIX.4.2', msgSeqNum: 3 });
  again.logon().send('2', '7=1|16=0');
  const resent = again.all().find((m) => m.type === '8');
  expect([resent?.get(8), resent?.get(43), resent?.get(20), resent?.get(11)]).toEqual(['FIX.4.2', 'Y', '0', 'a']);
});

it('another version, or FIXT with another application version, is no Logon', () => {
  const world = new World();
  const old = world.peer({ beginString: 'FIX.4.1' });
  old.logon();
  const sp1 = world.peer({ beginString: 'FIXT.1.1' });
  sp1.send('A', '98=0|108=30|1137=8');
  const none = world.peer({ beginString: 'FIXT.1.1' });
  none.send('A', '98=0|108=30');
  for (const peer of [old, sp1, none]) expect([peer.all(), peer.isClosed]).toEqual([[], true]);
  expect(world.logs.join('\n')).toMatch(/expected BeginString FIX\.4\.2, FIX\.4\.4 or FIXT\.1\.1, got FIX\.4\.1/);
  expect(world.logs.join('\n')).toMatch(/DefaultApplVerID: expected 9, got 8/);
});

/** Routing fields of a request come back turned round in every answer to it: in the header, live and sent again. */
import { describe, expect, it } from 'vitest';
import { dialects } from '../../gateway/fix/dialect/versions.js';
import type { FixPeer, Message } from './support/peer.js';
import { World } from './support/world.js';

const VERSIONS = ['FIX.4.2', 'FIX.4.4', 'FIXT.1.1'];
const T = '60=20231114-22:13:20';
const ROUTE = '50=DESK7|142=NY|57=BTN|143=LON|115=HUB|116=TRADER|144=CHI|128=CLR|129=OPS|145=PAR';
const REVERSED = '57=DESK7|143=NY|50=BTN|142=LON|128=HUB|129=TRADER|145=CHI|115=CLR|116=OPS|144=PAR';
const ROUTING = [50, 57, 142, 143, 115, 116, 128, 129, 144, 145];

/** The routing fields of a message, as they stand. */
function routeOf({ fields }: Message): string {
  return fields
    .filter(([tag]) => ROUTING.includes(tag))
    .map(([tag, value]) => `${tag}=${value}`)
    .join('|');
}

const told = (peer: FixPeer) =>
  peer.all().map((m) => `${m.type} ${m.get(11) ?? ''} ${m.get(150) ?? ''} ${routeOf(m)}`.trimEnd());
const isHeader = (tag: number) => Object.values(dialects).some(({ header }) => header.tags.includes(tag));

function up(beginString = 'FIX.4.4') {
  const world = new World();
  return { world, peer: world.loggedOn({ beginString }), other: world.loggedOn({ senderCompId: 'OTHER' }) };
}

describe.each(VERSIONS)('%s', (beginString) => {
  const cancelled = (id: string) => `11=${id}2|41=${id}|55=AAPL|54=1|${T}|38=1`;

  it('every answer to a request has its route, each field turned round', () => {
    const { peer } = up(beginString);
    const order = (id: string, qty: number) => `11=${id}|21=1|55=AAPL|54=1|${T}|38=${qty}|40=2|44=99.00`;
    peer.send('D', order('a', 5), ROUTE).send('D', order('r', 0), ROUTE);
    peer.send('H', '11=a|790=S|55=AAPL|54=1'.replace('|790=S', beginString === 'FIX.4.2' ? '' : '|790=S'), ROUTE);
    peer
      .send('G', `41=a|${order('b', 4)}`, ROUTE)
      .send('F', cancelled('none'), ROUTE)
      .send('F', cancelled('b'), ROUTE);
    const statusType = beginString === 'FIX.4.2' ? '0' : 'I';
    expect(told(peer)).toEqual(
      ['8 a 0', '8 r 8', `8 a ${statusType}`, '8 b 5', '9 none2', '8 b2 4'].map(
        (what) => `${what} ${what[0] === '9' ? ' ' : ''}${REVERSED}`,
      ),
    );
  });

  it('of mass requests and lists too', () => {
    const { peer } = up(beginString);
    const entry = (n: number, id: string, side: number, price: string) =>
      `11=${id}|67=${n}|55=AAPL|54=${side}|38=10|40=2|44=${price}`;
    peer.send('E', `66=L|394=3|68=2|73=2|${entry(1, 'up', 2, '101.00')}|${entry(2, 'down', 1, '99.00')}`, '50=LIST');
    expect(told(peer)).toEqual(['8 up 0 57=LIST', '8 down 0 57=LIST']);
    peer.send('AF', '584=S|585=7', '50=STATUS');
    expect(peer.all().map(routeOf)).toEqual(['57=STATUS', '57=STATUS']);
    peer.send('AF', '584=S2|585=1|55=NONE', '50=NONE');
    expect(peer.all().map(routeOf)).toEqual(['57=NONE']);
    peer.send('q', `11=m|530=7|${T}`, '50=MASS').send('q', `11=m2|530=1|55=NONE|${T}`, '50=NOT');
    expect(told(peer)).toEqual(['8 up 4 57=LIST', '8 down 4 57=LIST', 'r m  57=MASS', 'r m2  57=NOT']);
  });

  it('they stand in the header', () => {
    const { peer } = up(beginString);
    peer.send('D', `11=a|21=1|55=AAPL|54=1|${T}|38=5|40=2|44=99.00`, ROUTE);
    peer.send('F', cancelled('none'), ROUTE).send('q', `11=m|530=7|${T}`, ROUTE);
    for (const { fields } of peer.all()) {
      const body = fields.findIndex(([tag]) => !isHeader(tag));
      expect(fields.slice(body).filter(([tag]) => ROUTING.includes(tag))).toEqual([]);
    }
  });
});

it('what happens to an order later goes by the request that named it', () => {
  const { peer, other } = up();
  peer.send('D', `11=a|55=AAPL|54=1|${T}|38=5|40=2|44=99.00`, '50=A');
  other.order('x', 'sell', 1, '99.00');
  peer.send('G', `41=a|11=b|55=AAPL|54=1|${T}|38=5|40=2|44=99.00`, '115=B');
  other.order('y', 'sell', 1, '99.00');
  peer.send('G', `41=b|11=c|55=AAPL|54=1|${T}|38=5|40=2|44=99.00`);
  other.order('z', 'sell', 1, '99.00');
  expect(told(peer)).toEqual(['8 a 0 57=A', '8 a F 57=A', '8 b 5 128=B', '8 b F 128=B', '8 c 5', '8 c F']);
  expect(other.all().map(routeOf).join('')).toBe('');
});

it('what is sent again has the same bytes', () => {
  const { world, peer, other } = up();
  peer.send('D', `11=a|55=AAPL|54=1|${T}|38=5|40=2|44=99.00|111=2`, ROUTE);
  peer.send('F', `41=none|11=n|55=AAPL|54=1|${T}`, '50=N').send('q', `11=m|530=1|55=AAPL|54=2|${T}`, '50=M');
  other.order('x', 'sell', 1, '99.00');
  const live = peer.all();
  peer.socket.disconnect();
  world.run();
  const again = world.loggedOn({ msgSeqNum: 5 });
  again.send('2', '7=2|16=0');
  const bare = (messages: Message[]) =>
    messages.map((m) =>
      m.fields.filter(([tag]) => ![9, 10, 43, 52, 122].includes(tag)).map(([tag, value]) => `${tag}=${value}`),
    );
  expect(live.map((m) => m.type)).toEqual(['8', '9', 'r', '8']);
  expect(bare(again.all().slice(0, 4))).toEqual(bare(live));
});

it('a drop copy has the session whose order it is, and not the route of its owner', () => {
  const firm = { participant: 'FIRM' };
  const copies: ('executions' | 'trades')[] = ['executions', 'trades'];
  const world = new World({
    sessions: [
      { senderCompId: 'TW44', ...firm },
      { senderCompId: 'OTHER', ...firm },
      { senderCompId: 'COPY', role: 'dropCopy', copies, ...firm },
    ],
  });
  const copy = world.loggedOn({ senderCompId: 'COPY' });
  const peer = world.loggedOn();
  peer.send('D', `11=a|1=ACC|55=AAPL|54=1|${T}|38=5|40=2|44=99.00|111=2`, ROUTE);
  world.loggedOn({ senderCompId: 'OTHER' }).order('x', 'sell', 1, '99.00');
  const messages = copy.all().filter((m) => m.get(115) === 'TW44');
  expect(messages.map((m) => [m.type, m.get(1), m.get(111), routeOf(m)])).toEqual([
    ['8', 'ACC', '2', '115=TW44'],
    ['8', 'ACC', '2', '115=TW44'],
    ['AE', 'ACC', undefined, '115=TW44'],
  ]);
});

describe('what no answer could have is rejected by its tag', () => {
  const order = (peer: FixPeer, route: string) => peer.send('D', `11=a|55=AAPL|54=1|${T}|38=5|40=2|44=99.00`, route);

  it.each([
    ['a line feed', '50=a\nb', 50],
    ['a letter beyond ASCII', '115=caf\xe9', 115],
    ['NUL', '50=x|142=a\x00', 142],
    ['too long a field', `128=${'x'.repeat(123)}`, 128],
    ['too much of all', `50=${'x'.repeat(60)}|116=${'x'.repeat(59)}`, 116],
  ])('%s', (_, route, tag) => {
    const { peer, world } = up();
    order(peer, route);
    peer.send('F', `41=x|11=c|55=AAPL|54=1|${T}`, route).send('AF', '584=S|585=7', route);
    expect(peer.summary(371, 373)).toEqual(Array(3).fill(`3 371=${tag} 373=5`));
    expect(world.engine.openOrders).toBe(0);
  });

  it('and as much as fits is taken', () => {
    const { peer } = up();
    order(peer, `128=${'x'.repeat(122)}`);
    expect(told(peer)).toEqual([`8 a 0 115=${'x'.repeat(122)}`]);
  });

  it('a list is rejected as one', () => {
    const { peer, world } = up();
    const entry = (n: number, id: string, side: number, price: string) =>
      `11=${id}|67=${n}|55=AAPL|54=${side}|38=1|40=2|44=${price}`;
    peer.send('E', `66=L|394=3|68=2|73=2|${entry(1, 'a', 2, '101.00')}|${entry(2, 'b', 1, '99.00')}`, '50=a\nb');
    expect(peer.summary(371, 373)).toEqual(['3 371=50 373=5']);
    expect(world.engine.openOrders).toBe(0);
  });
});

it('fields of the header that are not of the route do not hide those that are', () => {
  const { peer } = up();
  peer.send('D', `11=a|55=AAPL|54=1|${T}|38=5|40=2|44=99.00`, '90=2|91=xy|627=1|628=HOP|630=3|347=UTF-8|97=N|115=HUB|369=1');
  expect(told(peer)).toEqual(['8 a 0 128=HUB']);
});

it('a Reject and a BusinessMessageReject turn all of them round', () => {
  const { peer } = up();
  peer.send('0', '999=x', ROUTE).send('R', '131=x', ROUTE);
  const sorted = (route: string) => route.split('|').sort();
  expect(peer.all().map((m) => [m.type, sorted(routeOf(m))])).toEqual([
    ['3', sorted(REVERSED)],
    ['j', sorted(REVERSED)],
  ]);
});

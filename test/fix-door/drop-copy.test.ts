/** A drop-copy session gets every ExecutionReport of its firm, whoever's session it was, resendable, and enters nothing. */
import { describe, expect, it } from 'vitest';
import { World } from './support/world.js';

const T = '60=20231114-22:13:20';
const FIRM = { participant: 'FIRM' };
const sessions = (copies: ('executions' | 'trades')[]) => [
  { senderCompId: 'TW44', ...FIRM },
  { senderCompId: 'DESK2', ...FIRM },
  { senderCompId: 'RIVAL', participant: 'RIVAL' },
  { senderCompId: 'COPY', role: 'dropCopy' as const, copies, ...FIRM },
];

function up(copies: ('executions' | 'trades')[] = ['executions'], beginString = 'FIX.4.4') {
  const world = new World({ sessions: sessions(copies) });
  const copy = world.loggedOn({ senderCompId: 'COPY', beginString });
  const [peer, desk, rival] = ['TW44', 'DESK2', 'RIVAL'].map((senderCompId) => world.loggedOn({ senderCompId }));
  return { world, copy, peer, desk, rival };
}

describe.each(['FIX.4.2', 'FIX.4.4', 'FIXT.1.1'])('%s', (beginString) => {
  const fill = beginString === 'FIX.4.2' ? '150=2' : '150=F';

  it('reports of all sessions of the firm come, with whose they are, and none of another firm', () => {
    const { copy, peer, desk, rival } = up(['executions'], beginString);
    peer.order('a', 'buy', 5, '99.00', '1=ACC');
    desk.order('b', 'buy', 3, '98.00');
    rival.order('r', 'sell', 5, '99.00');
    peer.send('G', `41=a|11=no|55=AAPL|54=1|${T}|38=20|40=2|44=99.75`);
    desk.send('F', `41=b|11=b2|55=AAPL|54=1|${T}`);
    desk.order('c', 'buy', 1, '0.001');
    expect(copy.summary(115, 11, 1, 150)).toEqual([
      '8 115=TW44 11=a 1=ACC 150=0',
      '8 115=DESK2 11=b 150=0',
      `8 115=TW44 11=a 1=ACC ${fill}`,
      '8 115=DESK2 11=b2 150=4',
      '8 115=DESK2 11=c 150=8',
    ]);
  });

  it('trades come as TradeCaptureReports, where they are asked for', () => {
    const { copy, peer, rival } = up(['trades'], beginString);
    peer.order('a', 'buy', 5, '99.00', '1=ACC');
    rival.order('r', 'sell', 2, '99.00');
    const [trade, ...others] = copy.all();
    expect(others).toEqual([]);
    expect([35, 115, 487, 150, 32, 31, 55, 75, 552, 54, 11, 1].map((tag) => trade.get(tag))).toEqual([
      ...['AE', 'TW44', '0', 'F', '2', '99.00', 'AAPL', '20231114', '1', '1', 'a', 'ACC'],
    ]);
    expect(trade.get(571)).toBe(trade.get(17));
  });
});

it('both, in the order in which they happened', () => {
  const { copy, peer, rival } = up(['executions', 'trades']);
  rival.order('r', 'sell', 2, '99.00');
  peer.order('a', 'buy', 5, '99.00');
  expect(copy.summary(34, 150)).toEqual(['8 34=2 150=0', '8 34=3 150=F', 'AE 34=4 150=F']);
});

it('what was missed comes again under the same numbers', () => {
  const { world, copy, peer } = up();
  peer.order('a', 'buy', 5, '99.00');
  const [live] = copy.all();
  copy.socket.disconnect();
  world.run();
  peer.order('b', 'buy', 5, '98.00');
  const again = world.loggedOn({ senderCompId: 'COPY', msgSeqNum: 2 });
  again.send('2', '7=2|16=0');
  const messages = again.all();
  expect(messages.map((m) => [m.type, m.seq, m.get(11), m.get(43)].join(' '))).toEqual(['8 2 a Y', '8 3 b Y', '4 4  Y']);
  const bare = (m: typeof live) => m.fields.filter(([tag]) => ![9, 10, 43, 52, 122].includes(tag));
  expect(bare(messages[0])).toEqual(bare(live));
});

it('a status that a desk asks for is its own affair', () => {
  const { copy, peer } = up();
  peer.order('a', 'buy', 5, '99.00').send('H', '11=a|55=AAPL|54=1');
  expect(copy.summary(150)).toEqual(['8 150=0']);
});

/** What a session asks of the venue: its instruments, their state, and whether trading goes on. */
import { describe, expect, it } from 'vitest';
import { type Origin, writeDefineInstrument, writeSetPhase } from '../../engine/commands.js';
import { Phase } from '../../engine/records.js';
import { AAPL, World } from './support/world.js';

const operator: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
const VERSIONS = ['FIX.4.2', 'FIX.4.4', 'FIXT.1.1'];

function setPhase(world: World, instrument: number, phase: number): void {
  world.sequencer.submit((sink) => writeSetPhase(sink, operator, instrument, phase, 'ann'));
  world.run();
}

function list(world: World, count: number): void {
  for (let i = 0; i < count; i++) {
    world.sequencer.submit((sink) => writeDefineInstrument(sink, operator, { ...AAPL, symbol: `SYM${i}` }));
  }
  world.run();
}

describe.each(VERSIONS)('%s', (beginString) => {
  it('a security list tells all instruments, in as many messages as they need', () => {
    const world = new World({ capacities: { instruments: 64 } });
    list(world, 40);
    const peer = world.loggedOn({ beginString });
    peer.send('x', '320=all|559=4');
    const messages = peer.all();
    expect(messages.length).toBeGreaterThan(2);
    const symbols = messages.flatMap((m) => m.fields.filter(([tag]) => tag === 55).map(([, value]) => value));
    expect(symbols).toEqual(['AAPL', ...Array.from({ length: 40 }, (_, i) => `SYM${i}`)]);
    expect(new Set(messages.map((m) => [m.type, m.get(320), m.get(560), m.get(393)].join(' ')))).toEqual(
      new Set(['y all 0 41']),
    );
    expect(messages.map((m) => m.get(893))).toEqual([...messages.slice(1).map(() => 'N'), 'Y']);
    for (const m of messages) {
      expect(Number(m.get(146))).toBe(m.fields.filter(([tag]) => tag === 55).length);
      expect(m.raw.length).toBeLessThan(1200);
    }
    expect(messages[0].get(561)).toBe('1');
    expect(messages[0].get(969)).toBe(beginString === 'FIXT.1.1' ? '0.01' : undefined);
    expect(messages[0].get(58)).toBe('tick 0.01, price 0.01 to 10000.00, quantity 1 to 100000');
  });

  it('of one instrument, of one that there is not, of a kind that is not offered', () => {
    const peer = new World().loggedOn({ beginString });
    peer.send('x', '320=one|559=0|55=AAPL').send('x', '320=none|559=0|55=NONE').send('x', '320=other|559=2');
    expect(peer.summary(320, 560, 393, 893, 146, 55)).toEqual([
      'y 320=one 560=0 393=1 893=Y 146=1 55=AAPL',
      'y 320=none 560=2 393=0 893=Y',
      'y 320=other 560=1 393=0 893=Y',
    ]);
  });

  it('a security definition', () => {
    const peer = new World().loggedOn({ beginString });
    peer.send('c', '320=d1|321=0|55=AAPL').send('c', '320=d2|321=0|55=NONE').send('c', '320=d3|321=0');
    expect(peer.summary(320, 323, 55, 380, 379)).toEqual([
      'd 320=d1 323=1 55=AAPL',
      'd 320=d2 323=6 55=NONE',
      'j 380=5 379=d3',
    ]);
  });

  it('the status of an instrument, and each change of it until that is not wanted any more', () => {
    const world = new World();
    const peer = world.loggedOn({ beginString });
    peer.send('e', '324=s|55=AAPL|263=1').send('e', '324=t|55=NONE|263=0');
    expect(peer.summary(324, 55, 325, 326, 58, 380)).toEqual([
      'f 324=s 55=AAPL 325=N 326=17 58=open',
      'j 58=unknown symbol 380=2',
    ]);
    setPhase(world, 0, Phase.halted);
    expect(peer.summary(324, 325, 326)).toEqual(['f 324=s 325=Y 326=2']);
    setPhase(world, 0, Phase.preOpen);
    expect(peer.summary(326, 58)).toEqual([beginString === 'FIX.4.2' ? 'f 326=18 58=pre open' : 'f 326=21 58=pre open']);
    setPhase(world, -1, Phase.closed);
    expect(peer.summary(326, 58)).toEqual(['f 326=18 58=closed']);
    peer.send('e', '324=s|55=AAPL|263=2');
    setPhase(world, -1, Phase.open);
    expect(peer.summary()).toEqual([]);
  });

  it('the trading session', () => {
    const world = new World();
    const peer = world.loggedOn({ beginString });
    peer.send('g', '335=g|336=DAY|263=1').send('g', '335=h|336=NIGHT|263=0');
    expect(peer.summary(335, 336, 325, 340, 380)).toEqual(['h 335=g 336=DAY 325=N 340=2', 'j 380=1']);
    setPhase(world, -1, Phase.halted);
    expect(peer.summary(335, 325, 340)).toEqual(['h 335=g 325=Y 340=1']);
    setPhase(world, 0, Phase.halted);
    expect(peer.summary()).toEqual([]);
  });
});

it('a subscription ends with its connection', () => {
  const world = new World();
  const peer = world.loggedOn();
  peer.send('e', '324=s|55=AAPL|263=1').send('5');
  const again = world.loggedOn({ msgSeqNum: 4 });
  setPhase(world, 0, Phase.halted);
  expect(again.summary()).toEqual([]);
});

it('a list goes on when the command ring has room again, and the session is not held up', () => {
  const world = new World({ capacities: { instruments: 256 }, commandRingBytes: 1 << 14 });
  list(world, 200);
  const peer = world.loggedOn();
  peer.send('x', '320=all|559=4').send('1', '112=there');
  const messages = peer.all();
  expect(
    messages
      .filter((m) => m.type === 'y')
      .at(-1)
      ?.get(893),
  ).toBe('Y');
  expect(messages.flatMap((m) => m.fields.filter(([tag]) => tag === 55)).length).toBe(201);
  expect(messages.some((m) => m.get(112) === 'there')).toBe(true);
});

it('what is asked for too much at once is refused', () => {
  const world = new World({ capacities: { instruments: 256 } });
  list(world, 200);
  const peer = world.loggedOn();
  world.running = false;
  peer.raw(Array.from({ length: 20 }, (_, i) => peer.message('x', `320=r${i}|559=4`, '', i + 2)).join(''));
  world.running = true;
  world.run();
  const refused = peer.all().filter((m) => m.type === 'j');
  expect(refused.map((m) => m.get(379))).toEqual(['r16', 'r17', 'r18', 'r19']);
});

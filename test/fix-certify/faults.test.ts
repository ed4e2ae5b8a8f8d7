/** The certification finds what is wrong with a venue, and says it: each fault here is one that a real venue could have. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allCases } from '../../gateway/fix/certify/cases/index.js';
import type { Result } from '../../gateway/fix/certify/outcome.js';
import { Runner } from '../../gateway/fix/certify/runner.js';
import { FixClient } from '../../gateway/fix/client/client.js';
import { fix42, fix44 } from '../../gateway/fix/dialect/versions.js';
import { type Running, startExchange, temporaryDirectory, writeConfig } from '../support/exchange.js';
import { add, type Change, edit, type Faults, FaultyVenue, field, of, sound } from './support/faulty.js';

let exchange: Running;
let runs = 0;

beforeAll(async () => {
  exchange = await startExchange(['--config', writeConfig(temporaryDirectory()), '--durability', 'memory']);
});

afterAll(async () => {
  await exchange.stop();
});

/** A case that is to end with nothing need not wait long for it; one that is to end otherwise may. */
const limitFor = (words: RegExp) => (words.source.includes('nothing') ? 500 : 5000);

interface Run {
  port?: number;
  dialect?: typeof fix44;
  market?: { symbol?: string; price?: string };
  limitMs?: number;
}

/** Runs these cases against a venue with these faults; the results by id. */
async function certify(ids: readonly string[], faults: Faults, { dialect = fix44, market, limitMs = 2000 }: Run = {}) {
  const venue = await FaultyVenue.start(exchange.fixPort, faults);
  const runner = new Runner({
    address: { host: '127.0.0.1', port: venue.port },
    ...{ dialect, versionName: dialect.beginString, sender: `RUN${++runs}`, target: 'BUTTONWOOD' },
    ...{ reset: true, limitMs, beatS: 1, numbers: { nextIn: 1, nextOut: 1 } },
    market: market ?? { symbol: 'AAPL', price: '100.00' },
    onCase: () => {},
  });
  try {
    const refused = await runner.prepare();
    const results = refused === null ? await runner.run(allCases.filter(({ id }) => ids.includes(id))) : [refused];
    return { runner, results: new Map<string, Result>(results.map((result) => [result.id, result])) };
  } finally {
    venue.stop();
  }
}

const failure = (result: Result | undefined) =>
  result?.result === 'FAIL' ? `expected ${result.expected}, came ${result.came}` : `${result?.result}`;

const heartbeatAnswer = (change: Change) => of('0', (m) => (field(m, 112) === undefined ? m : change(m)));
const report = (execType: string, change: Change) => of('8', (m) => (field(m, 150) === execType ? change(m) : m));
const resent =
  (change: Change): Change =>
  (m) =>
    field(m, 43) === 'Y' && field(m, 35) === '8' ? change(m) : m;
const testRequest = (change: Change) => of('1', change);

/** What the venue does wrong, the case that shows it, and its words. */
const fromVenue: [what: string, change: Change, id: string, words: RegExp][] = [
  [
    'does not answer TestRequests',
    heartbeatAnswer(() => null),
    'heartbeat.test-request',
    /^expected Heartbeat\(0\) with TestReqID\(112\)=\S+, came nothing within 0.5 s$/,
  ],
  [
    'answers a TestRequest with another id',
    heartbeatAnswer((m) => edit(m, 112, 'other')),
    'heartbeat.test-request',
    /came with TestReqID\(112\)=other: Heartbeat\(0\)/,
  ],
  [
    'writes a wrong CheckSum',
    heartbeatAnswer((m) => m.replace(/10=\d{3}/, '10=999')),
    'heartbeat.test-request',
    /came garbled \(CheckSum\(10\) is 999, its bytes add up to \d{3}\)/,
  ],
  [
    'writes a wrong BodyLength',
    heartbeatAnswer((m) => m.replace(/9=(\d+)/, (_, n) => `9=${n - 2}`)),
    'heartbeat.test-request',
    /came garbled \(BodyLength\(9\) is \d+, and does not end at CheckSum\(10\)\)/,
  ],
  [
    'echoes another HeartBtInt',
    of('A', (m) => edit(m, 108, '60')),
    'logon.accepted',
    /came with HeartBtInt\(108\)=60: Logon\(A\)/,
  ],
  ['does not say that it reset', of('A', (m) => edit(m, 141, null)), 'logon.reset', /came with no ResetSeqNumFlag\(141\)/],
  ['does not ask for a gap', of('2', () => null), 'numbers.too-high', /^expected ResendRequest\(2\).*came nothing within/],
  [
    'asks for a gap from elsewhere',
    of('2', (m) => edit(m, 7, '1')),
    'numbers.too-high',
    /came with BeginSeqNo\(7\)=1: ResendReq/,
  ],
  [
    'names no tag in a Reject',
    of('3', (m) => edit(m, 371, null)),
    'reject.missing-tag',
    /with no RefTagID\(371\): Reject\(3\)/,
  ],
  [
    'gives another reason in a Reject',
    of('3', (m) => edit(m, 373, '99')),
    'reject.repeated-tag',
    /SessionRejectReason\(373\)=13 \(TagAppearsMoreThanOnce\), came with SessionRejectReason\(373\)=99 \(Other\)/,
  ],
  ['rejects without a word', of('3', () => null), 'reject.unknown-type', /^expected Reject\(3\).*, came nothing/],
  ['sends again without PossDupFlag', resent((m) => edit(m, 43, null)), 'resend.reports', /again, with PossDupFlag\(43\)=Y/],
  [
    'sends again without the first time',
    resent((m) => edit(m, 122, null)),
    'resend.reports',
    /and OrigSendingTime\(122\), came/,
  ],
  ['sends again something else', resent((m) => edit(m, 38, '7')), 'resend.range', /came it with a difference in 38=7, 38=100$/],
  [
    'sends again too much',
    resent((m) => m + edit(m, 34, '1')),
    'resend.range',
    /^expected Heartbeat\(0\) with .*, came ExecutionReport\(8\) 1 PossDup/,
  ],
  ['fills a gap too far', of('4', (m) => edit(m, 36, '99')), 'resend.administrative', /NewSeqNo\(36\)=99: SequenceReset\(4\)/],
  ['acknowledges nothing', report('0', () => null), 'order.new', /^expected ExecutionReport\(8\) with .*, came nothing/],
  ['leaves out the OrderID', report('0', (m) => edit(m, 37, null)), 'order.new', /came with no OrderID\(37\): ExecutionReport/],
  [
    'says that less is open',
    report('0', (m) => edit(m, 151, '90')),
    'order.new',
    /came with LeavesQty\(151\)=90: ExecutionReport/,
  ],
  [
    'fills at another price',
    report('F', (m) => edit(m, 31, '100.01')),
    'fill.whole',
    /came with LastPx\(31\)=100.01: Execution/,
  ],
  [
    'tells one side of a fill',
    report('F', (m) => (field(m, 54) === '2' ? null : m)),
    'fill.whole',
    /Execution.*came nothing within/,
  ],
  ['cancels under the old id', report('4', (m) => edit(m, 41, null)), 'order.cancel', /came with no OrigClOrdID\(41\)/],
  ['does not say what a replace did', report('5', (m) => edit(m, 44, '5')), 'order.replace', /came with Price\(44\)=5: Exec/],
  ['takes a duplicate', report('8', (m) => edit(edit(m, 150, '0'), 39, '0')), 'order.duplicate', /OrdStatus\(39\)=0 \(New\)/],
  [
    'has no reason for a refusal',
    report('8', (m) => edit(m, 103, null)),
    'order.unknown-symbol',
    /with no OrdRejReason\(103\)/,
  ],
  ['says of a status that it is a fill', report('I', (m) => edit(m, 150, 'F')), 'order.status', /ExecType\(150\)=F \(Trade\)/],
  [
    'does not report a mass cancel',
    of('r', () => null),
    'mass-cancel.all',
    /^expected OrderMassCancelReport\(r\).*came nothing/,
  ],
  [
    'rejects what it does not take as unknown',
    of('j', (m) => edit(m, 35, '3')),
    'business.unsupported-type',
    /came Reject\(3\)/,
  ],
];

/** What the venue does not look at. */
const toVenue: [what: string, change: Change, id: string, words: RegExp][] = [
  [
    'does not check CheckSums',
    sound,
    'garbled.check-sum',
    /^expected Heartbeat\(0\) with TestReqID\(112\)=\S+b, came with TestReqID/,
  ],
  ['does not check BodyLengths', sound, 'garbled.body-length-short', /came with TestReqID\(112\)=\S+a: Heartbeat/],
  ['does not check the order of fields', sound, 'garbled.order', /came with TestReqID\(112\)=\S+a: Heartbeat/],
  [
    'does not check versions',
    (m) => edit(m, 8, 'FIX.4.4'),
    'logon.wrong-version',
    /^expected the end of the connection, came Logon\(A\)/,
  ],
  [
    'does not check who it is for',
    (m) => edit(m, 56, 'BUTTONWOOD'),
    'logon.wrong-target',
    /end of the connection, came Logon\(A\)/,
  ],
  ['does not check who sends', (m) => edit(m, 49, `RUN${runs}`), 'header.sender', /^expected Reject\(3\).*came nothing/],
  [
    'does not check times',
    (m) => edit(m, 52, new Date().toISOString().replace(/-/g, '').replace('T', '-').slice(0, 17)),
    'header.time',
    /^expected Reject\(3\) .*came nothing/,
  ],
  [
    'does not check for the first time of what comes again',
    (m) => (field(m, 43) && !field(m, 122) ? edit(m, 43, 'N') : m),
    'numbers.again-without-time',
    /came Heartbeat\(0\)/,
  ],
  [
    'takes a value that it does not know',
    of('D', (m) => (field(m, 54) === 'Z' ? edit(m, 54, '1') : m)),
    'reject.value',
    /came ExecutionReport\(8\)/,
  ],
  [
    'takes a tag twice',
    testRequest((m) => sound(m.replace(/(\x01112=[^\x01]*)\x01112=[^\x01]*/, '$1'))),
    'reject.repeated-tag',
    /TagAppearsMoreThanOnce\), came Heartbeat\(0\)/,
  ],
  [
    'takes an order off the tick',
    of('D', (m) => (/0000001$/.test(field(m, 44) ?? '') ? edit(m, 44, '100.00') : m)),
    'order.off-tick',
    /ExecType\(150\)=0 \(New\)/,
  ],
];

describe.each(fromVenue)('a venue that %s', (_, change, id, words) => {
  it(`fails ${id} with these words`, async () => {
    const { results } = await certify([id], { fromVenue: change }, { limitMs: limitFor(words) });
    expect(failure(results.get(id))).toMatch(words);
  });
});

describe.each(toVenue)('a venue that %s', (_, change, id, words) => {
  it(`fails ${id} with these words`, async () => {
    const { results } = await certify([id], { toVenue: change }, { limitMs: limitFor(words) });
    expect(failure(results.get(id))).toMatch(words);
  });
});

/** What breaks a rule of all messages; the cases run need not fail. */
const rulesBroken: [what: string, change: Change, rule: string, words: RegExp][] = [
  ['writes a wrong CheckSum', of('5', (m) => m.replace(/10=\d{3}/, '10=999')), 'messages.framing', /CheckSum\(10\) is 999/],
  [
    'says something before BeginString',
    of('5', (m) => `hello${m}`),
    'messages.framing',
    /does not begin with BeginString\(8\)/,
  ],
  [
    'has another name than before',
    heartbeatAnswer((m) => edit(m, 49, 'ELSE')),
    'messages.header',
    /tag 49 is ELSE, expected BUTTON/,
  ],
  [
    'speaks to someone else',
    heartbeatAnswer((m) => edit(m, 56, 'ELSE')),
    'messages.header',
    /tag 56 is ELSE, expected RUN\d+$/,
  ],
  [
    'leaves out a number',
    heartbeatAnswer((m) => edit(m, 34, '99')),
    'messages.numbers',
    /MsgSeqNum\(34\) is 99, expected \d+$/,
  ],
  [
    'uses a number twice',
    of('5', (m) => edit(m, 34, '1')),
    'messages.numbers',
    /is 1 without PossDupFlag\(43\), expected \d+$/,
  ],
  [
    'has a slow clock',
    heartbeatAnswer((m) => edit(m, 52, '20200101-00:00:00')),
    'messages.sending-time',
    /is 2020.*about now$/,
  ],
  [
    'has no clock',
    heartbeatAnswer((m) => edit(m, 52, null)),
    'messages.sending-time',
    /is not there, expected a UTCTimestamp$/,
  ],
  [
    'sends again from the future',
    resent((m) => edit(m, 122, '20990101-00:00:00')),
    'messages.poss-dup',
    /is after SendingTime/,
  ],
  ['uses an ExecID twice', of('8', (m) => edit(m, 17, 'X')), 'reports.exec-id', /^ExecID\(17\)=X came before$/],
  [
    'does not add up',
    of('8', (m) => edit(m, 14, '30')),
    'reports.quantities',
    /^CumQty\(14\)=30 and LeavesQty\(151\)=100 of OrderQty/,
  ],
  ['has an ExecTransType in FIX 4.4', of('8', (m) => add(m, 20, '0')), 'reports.exec-trans-type', /in a version that has none/],
];

describe.each(rulesBroken)('a venue that %s', (_, fromVenue, rule, words) => {
  it(`breaks ${rule}`, async () => {
    const { results } = await certify(['resend.reports'], { fromVenue }, { limitMs: 1000 });
    const { result, came, messages } = results.get(rule)!;
    expect([result, came]).toEqual(['FAIL', expect.stringMatching(words)]);
    expect(messages).toHaveLength(1);
  });
});

it('in FIX 4.2 the missing ExecTransType is found', async () => {
  const { results } = await certify(['order.new'], { fromVenue: of('8', (m) => edit(m, 20, null)) }, { dialect: fix42 });
  expect(results.get('order.new')!.result).toBe('pass');
  expect(failure(results.get('reports.exec-trans-type'))).toContain('came no ExecTransType(20)');
});

describe('a case is skipped', () => {
  const unsupported: Change = of('j', (m) => edit(m, 372, 'x'));

  it('when it is optional and the venue does not take its message', async () => {
    const fromVenue = of('y', () => null);
    const toVenue = of('x', (m) => edit(m, 35, 'R')); // a type that no door of ours takes
    const { results } = await certify(['reference.list'], { toVenue, fromVenue: (m) => fromVenue(unsupported(m)!) });
    expect(results.get('reference.list')).toMatchObject({
      result: 'skip',
      reason: 'the venue does not take SecurityListRequest(x)',
    });
  });

  it('and fails when the venue answers otherwise', async () => {
    const { results } = await certify(['reference.list'], { toVenue: of('x', () => null) }, { limitMs: 200 });
    expect(failure(results.get('reference.list'))).toMatch(/^expected SecurityList\(y\) .*, came nothing within 0.2 s$/);
  });

  it('when the venue keeps a session from trading with itself', async () => {
    const prevented = report('F', (m) => edit(edit(edit(edit(m, 150, '4'), 39, '4'), 14, '0'), 151, '0'));
    const { results } = await certify(['fill.whole'], { fromVenue: prevented });
    expect(results.get('fill.whole')).toMatchObject({ result: 'skip', reason: expect.stringContaining('trade with itself') });
  });

  it('when it needs a market and there is none, with what to give', async () => {
    const { results, runner } = await certify(
      ['order.new', 'logon.accepted'],
      { toVenue: of('x', () => null) },
      { market: {}, limitMs: 200 },
    );
    expect(runner.noMarket).toBe('no symbol: the venue did not list any; give one with --symbol, and --price');
    expect(results.get('order.new')).toMatchObject({ result: 'skip', reason: runner.noMarket });
    expect(results.get('logon.accepted')!.result).toBe('pass');
  });
});

describe('the market', () => {
  const list = (m: string) => {
    const answer = edit(edit(m, 35, 'y'), 45, null);
    const id = field(m, 379) ?? '';
    return [
      [320, id],
      [560, '0'],
      [146, '2'],
      [55, 'MSFT'],
      [140, '100.00'],
      [969, '0.01'],
      [55, 'AAPL'],
    ].reduce(
      (text, [tag, value]) => add(text, Number(tag), String(value)),
      [372, 380, 58, 379].reduce((text, tag) => edit(text, tag, null), answer),
    );
  };
  /** A venue that lists two symbols, the first with a price. */
  const listing: Faults = {
    toVenue: of('x', (m) => add(edit(m, 35, 'R'), 11, field(m, 320)!)),
    fromVenue: of('j', list),
  };

  it('is the first symbol that the venue lists with a price', async () => {
    const { results, runner } = await certify(['order.new'], listing, { market: {} });
    expect([runner.noMarket, results.get('order.new')!.result]).toEqual(['', 'pass']);
  });

  it('must be given a price when the venue lists none', async () => {
    const { runner } = await certify(['order.new'], listing, { market: { symbol: 'AAPL' } });
    expect(runner.noMarket).toBe('no price: the venue did not say any for AAPL; give one with --price');
  });
});

it('a venue that cannot be logged on to is told from one with faults', async () => {
  const { results } = await certify(['logon.accepted'], { toVenue: of('A', (m) => edit(m, 108, '0')) });
  expect([...results.keys()]).toEqual(['logon']);
  expect(failure(results.get('logon'))).toBe('expected Logon(A), came the end of the connection');
});

it('a venue that talks much is heard all the same', async () => {
  const heartbeat = (m: string) => edit(edit(edit(m, 35, '0'), 141, null), 34, '2');
  const { results } = await certify(['logout.answered'], { fromVenue: of('A', (m) => m + heartbeat(m).repeat(5000)) });
  expect(results.get('logout.answered')!.result).toBe('pass');
  expect(failure(results.get('messages.numbers'))).toContain('is 2 without PossDupFlag(43), expected 3');
});

it('the orders of a case are cancelled when it fails as when it passes', async () => {
  const { runner, results } = await certify(['order.new', 'mass-cancel.all', 'fill.part'], {
    fromVenue: (m) => (field(m, 35) === 'r' || field(m, 150) === 'F' ? null : m),
  });
  expect(failure(results.get('fill.part'))).toMatch(/came nothing/);
  expect(runner.orders.all).toEqual([]);
  const sender = `RUN${runs}`;
  const reports: string[] = [];
  const client = new FixClient(
    { senderCompId: sender, targetCompId: 'BUTTONWOOD', resetSeqNum: true },
    { onMessage: (m) => reports.push(`${m.msgType} ${m.text(533)}`) },
  );
  await client.connect('127.0.0.1', exchange.fixPort);
  client.massCancel({ clOrdId: 'rest' });
  await client.logout();
  expect(reports).toEqual(['r 0']);
});

/** The operators' door: what each role may do, which command each action becomes, who approves a bust; over real HTTP. */
import { afterEach, describe, expect, it } from 'vitest';
import { Reason } from '../../engine/reasons.js';
import { ID_SPAN, Type } from '../../engine/records.js';
import { Stat, Stats } from '../../engine/stats.js';
import type { AdminDoorOptions } from '../../gateway/admin/door.js';
import type { Role } from '../../gateway/admin/roles.js';
import { Calendar, calendarSchema } from '../../gateway/calendar.js';
import { sessionSchema } from '../../gateway/config-sessions.js';
import type { Json } from '../support/websocket.js';
import { Desk, runAdmin } from './desk.js';

let desk: Desk;
afterEach(() => desk.door.close());

async function open(options: Partial<AdminDoorOptions> = {}): Promise<Desk> {
  desk = new Desk(options);
  const { port } = await desk.door.listen('127.0.0.1', 0);
  desk.url = `http://127.0.0.1:${port}`;
  return desk;
}

const cli = (...args: string[]) => runAdmin(desk.url, ...args);

const calendar = () =>
  new Calendar(
    calendarSchema.parse({
      timeZone: 'Europe/Amsterdam',
      holidays: ['2026-11-23'],
      day: { '08:00': 'preOpen', '09:00': 'open', '17:30': 'closed', '18:00': 'endDay' },
    }),
  );

describe('actions become commands with their author, and are answered by the log', () => {
  it.each<[string, object, object, string]>([
    [
      'phase',
      { phase: 'openingAuction' },
      { type: 'SET_PHASE', instrument: -1, phase: 'openingAuction' },
      'the venue: openingAuction',
    ],
    ['phase', { phase: 'halted', symbol: 'MSFT' }, { type: 'SET_PHASE', instrument: 1, phase: 'halted' }, 'MSFT: halted'],
    [
      'limits',
      { firm: 'BETA', openOrders: 5, openNotional: '99.50', ordersPerSecond: 'none' },
      { type: 'SET_LIMITS', participant: 1, scope: 'firm', openOrders: 5, openNotional: 9950, ordersPerSecond: -1 },
      'limits of BETA: openOrders 5, openNotional 99.50, ordersPerSecond none',
    ],
    [
      'limits',
      { firm: 'BETA', account: 'C7', buyingPower: 1000 },
      { type: 'SET_LIMITS', participant: 1, scope: 'account', account: 'C7', buyingPower: 100_000 },
      'limits of account C7 of BETA: buyingPower 1000.00',
    ],
    [
      'limits',
      { firm: 'ALPHA', default: true, grossPosition: '1' },
      { type: 'SET_LIMITS', participant: 0, scope: 'accountDefault', grossPosition: 100 },
      'limits of each other account of ALPHA: grossPosition 1.00',
    ],
    ['kill', { firm: 'ALPHA' }, { type: 'KILL_SWITCH', participant: 0, on: 1 }, 'kill switch of ALPHA is on'],
    ['release', { venue: true }, { type: 'KILL_SWITCH', participant: -1, on: 0 }, 'kill switch of the venue is off'],
    [
      'cancel',
      { firm: 'BETA', side: 'sell', symbol: 'AAPL', account: 'X' },
      { type: 'OPERATOR_CANCEL', participant: 1, forSession: -1, instrument: 0, side: '2', account: 'X' },
      '7 orders were cancelled',
    ],
    ['cancel', { session: 'DESK1' }, { type: 'OPERATOR_CANCEL', participant: -1, forSession: 0 }, '7 orders'],
    ['cancel', { session: 'BOTH', kind: 'web' }, { type: 'OPERATOR_CANCEL', forSession: 2 }, '7 orders'],
    ['cancel', { all: true }, { type: 'OPERATOR_CANCEL', participant: -1, forSession: -1, instrument: -1 }, '7 orders'],
    [
      'stp',
      { firm: 'BETA', group: 9, mode: 'decrement' },
      { type: 'SET_STP', participant: 1, group: 9, mode: 'decrement' },
      'self-trade prevention of BETA: group 9, decrement',
    ],
    [
      'schedule',
      { date: '2026-11-20', changes: [{ time: '2026-11-20T08:00:00Z', action: 'open' }] },
      { type: 'SET_SCHEDULE', date: 20_261_120, changes: '2026-11-20T08:00:00.000Z open' },
      '2026-11-20: 1 changes are scheduled',
    ],
    ['end-day', { date: 20261120 }, { type: 'END_DAY', date: 20_261_120 }, 'business day 2026-11-20 has ended'],
    ['bust', { tradeId: '2-9' }, { type: 'BUST', tradeId: '2-9', action: 'bust' }, 'trade 2-9 of 5 AAPL at 100.00 is busted'],
  ])('%s %j', async (action, body, command, text) => {
    await open();
    const answer = await desk.post(action, body);
    expect(answer.body).toMatchObject({ text: expect.stringContaining(text), seq: desk.engine.seq });
    expect(desk.last()).toMatchObject({ ...command, author: 'ann' });
  });

  it('says why the engine refuses', async () => {
    await open();
    desk.engine.refuseWith = Reason.unknownTrade;
    expect(await desk.post('bust', { tradeId: '1-1' })).toEqual({
      status: 409,
      body: { error: { code: 'unknownTrade', message: 'unknown trade' } },
    });
  });

  it.each<[string, object, number, string]>([
    ['phase', { phase: 'lunch' }, 400, 'phase: expected one of open, halted'],
    ['halt', { sybmol: 'AAPL' }, 400, 'sybmol: expected one of author, symbol'],
    ['cancel', { firm: 'ALPHA', acount: 'X' }, 400, 'acount: expected one of author, firm, session'],
    ['limits', { firm: 'ALPHA', openOrders: 5, opennotional: '1' }, 400, 'opennotional: expected one of'],
    ['end-day', { day: '2026-11-20' }, 400, 'day: expected one of author, date'],
    ['schedule/load', { constructor: 1 }, 400, 'constructor: expected one of author, days'],
    ['limits', { firm: 'NOBODY', openOrders: 1 }, 404, 'firm: expected a firm that the venue knows, got "NOBODY"'],
    ['limits', { firm: 'ALPHA' }, 400, 'expected at least one of'],
    ['limits', { firm: 'ALPHA', buyingPower: '5' }, 400, 'no such limit of a firm'],
    ['limits', { firm: 'ALPHA', openNotional: '1.234' }, 400, 'openNotional: expected an amount'],
    ['kill', {}, 400, 'either a firm or "venue": true'],
    ['cancel', {}, 400, 'or "all": true'],
    ['cancel', { session: 'BOTH' }, 400, 'kind: expected fix or web'],
    ['cancel', { session: 'NONE' }, 404, 'session: expected'],
    ['bust', { tradeId: '42' }, 400, 'a trade id such as 1-42'],
    ['correct', { tradeId: '1-42', price: '1' }, 400, 'the symbol of the trade'],
    ['schedule', { date: '2026-02-30', changes: [] }, 400, 'a date such as 2026-11-20'],
    ['schedule', { date: '2026-11-20', changes: [{ time: '09:00', action: 'open' }] }, 409, 'no calendar'],
    ['schedule/load', {}, 409, 'expected a calendar'],
    ['approve', { id: 1 }, 404, 'expected a request that waits'],
  ])('refuses %s %j with %d', async (action, body, status, message) => {
    await open();
    const answer = await desk.post(action, body);
    expect(answer).toMatchObject({ status, body: { error: { message: expect.stringContaining(message) } } });
    expect(desk.engine.taken).toEqual([]);
  });

  it.each([
    ['disable', 'enabled: false there, or remove it'],
    ['enable', 'enabled: true there'],
  ])('says how to %s a session of market data, which is only in the configuration', async (action, how) => {
    const configured = ['SCREEN1', 'DESK1'].map((senderCompId) => sessionSchema.parse({ senderCompId, role: 'marketData' }));
    await open({ sessions: { inForce: configured, read: () => null, apply() {} } });
    const message = (name: string) =>
      `session ${name} is of market data and stands only in the configuration: write ${how}, then \`admin session reload\``;
    const post = async (body: object) => (await desk.post(`session/${action}`, body)).body;
    expect(await post({ session: 'SCREEN1' })).toEqual({ error: { code: 'ONLY_CONFIGURED', message: message('SCREEN1') } });
    // an engine's session has the same name, from before: to disable that one alone would leave market data as it is
    expect((await post({ session: 'DESK1' })).error.message).toBe(message('DESK1'));
    expect(desk.engine.taken).toEqual([]);
    desk.engine.refuseWith = Reason.unknownSession;
    await post({ session: 'DESK1', kind: 'fix' });
    expect(desk.last()).toMatchObject({ type: 'DEFINE_SESSION', senderCompId: 'DESK1' });
    expect((await post({ session: 'NONE' })).error.code).toBe('unknownSession');
  });

  it('lists sessions of market data as they are configured, and leaves out what only the log would say', async () => {
    const inForce = [
      { senderCompId: 'DESK1' },
      { senderCompId: 'SCREEN1', role: 'marketData', participant: 'ALPHA' },
      { senderCompId: 'SCREEN.2', role: 'marketData', enabled: false },
    ].map((s) => sessionSchema.parse(s));
    const stats = new Stats();
    stats.set(Stat.fixMarketDataSessions, 1);
    await open({ stats, sessions: { inForce, read: () => null, apply() {} } });
    const { sessions } = await desk.get('sessions');
    expect(sessions.map(({ session, kind }: Json) => `${session} ${kind}`)).toEqual([
      ...['DESK1 fix', 'BOTH fix', 'BOTH web'],
      ...['SCREEN1 marketData', 'SCREEN.2 marketData'],
    ]);
    expect(sessions.slice(3)).toEqual([
      { session: 'SCREEN1', kind: 'marketData', participant: 'ALPHA', enabled: true },
      { session: 'SCREEN.2', kind: 'marketData', participant: 'SCREEN_2', enabled: false },
    ]);
    expect(await cli('sessions')).toMatch(
      /DESK1 +fix +ALPHA +- +1 +1 +0\n(.*\n)*SCREEN1 +marketData +ALPHA +not in the log\nSCREEN\.2 +marketData +SCREEN_2 +disabled\n/,
    );
    expect((await desk.get('status')).stats.fixMarketDataSessions).toBe(1);
    expect(await cli('status')).toContain('sessions     0 of 3 connected, market data over FIX: 1\n');
  });

  it('reads a correction in the decimals of the instrument that was traded', async () => {
    await open();
    desk.engine.trade(ID_SPAN + 42, 1, 8);
    desk.turn();
    expect((await desk.post('correct', { tradeId: '1-42', price: '99.25' })).status).toBe(200);
    expect(desk.last()).toMatchObject({ tradeId: '1-42', action: 'correct', newTicks: 9925, newLots: 8 });
    expect((await desk.post('correct', { tradeId: '1-42', price: '99.25', symbol: 'AAPL' })).body.error.message).toContain(
      'symbol: expected MSFT, which was traded',
    );
    await desk.post('correct', { tradeId: '1-41', price: '99', qty: '3', symbol: 'AAPL' });
    expect(desk.last()).toMatchObject({ tradeId: '1-41', newTicks: 9900, newLots: 3 });
    expect((await desk.get('busts')).busts).toMatchObject([
      { tradeId: '1-41', action: 'correct', price: '99.00', author: 'ann', approver: null },
      { tradeId: '1-42', price: '99.25', qty: '8' },
    ]);
  });

  it('shows phases, limits, kill switches, self-trade prevention and the schedule', async () => {
    await open();
    await desk.post('phase', { phase: 'halted', symbol: 'MSFT' });
    await desk.post('limits', { firm: 'BETA', account: 'C7', buyingPower: '1000' });
    await desk.post('kill', { firm: 'BETA' });
    await desk.post('stp', { firm: 'ALPHA', group: 3 });
    await desk.post('schedule', { date: '2026-11-20', changes: [{ time: '2026-11-20T08:00:00Z', action: 'open' }] });
    expect(await desk.get('phases')).toEqual({
      venue: 'open',
      instruments: [
        { symbol: 'AAPL', phase: 'open', inForce: 'open' },
        { symbol: 'MSFT', phase: 'halted', inForce: 'halted' },
      ],
    });
    expect((await desk.get('limits')).firms[1]).toEqual({
      firm: 'BETA',
      limits: {},
      accountDefault: {},
      accounts: { C7: { buyingPower: '1000.00' } },
    });
    expect(await desk.get('kill-switches')).toEqual({ venue: false, firms: ['BETA'] });
    expect((await desk.get('stp')).firms[0]).toEqual({ firm: 'ALPHA', group: 3, mode: 'cancelNewest' });
    expect((await desk.get('schedule')).days).toEqual([
      { date: '2026-11-20', changes: [{ time: '2026-11-20T08:00:00.000Z', action: 'open' }] },
    ]);
  });
});

describe('operators with tokens', () => {
  const token = (name: string) => `${name}-secret-secret`;
  const operators = (['viewer', 'operator', 'supervisor'] as const satisfies Role[]).map((role) => ({
    name: `the ${role}`,
    role,
    token: token(role),
  }));

  it('lets each role do what the table says, in its own name', async () => {
    await open({ operators });
    const tries = async (action: string, body: object) =>
      Promise.all(
        ['viewer', 'operator', 'supervisor'].map(async (role) => (await desk.post(action, body, token(role))).status),
      );
    expect(await tries('halt', {})).toEqual([403, 200, 200]);
    expect(desk.last()).toMatchObject({ type: 'SET_PHASE', author: 'the supervisor' });
    expect(await tries('kill', { venue: true })).toEqual([403, 200, 200]);
    expect(await tries('release', { venue: true })).toEqual([403, 403, 200]);
    expect(await tries('limits', { firm: 'ALPHA', openOrders: 1 })).toEqual([403, 403, 200]);
    expect(await tries('bust', { tradeId: '1-1' })).toEqual([403, 403, 200]);
  });

  it('asks everyone for a token, to look as well', async () => {
    await open({ operators });
    expect((await desk.get('status')).error.code).toBe('UNAUTHORIZED');
    expect((await desk.get('status', 'wrong-wrong-wrong-wrong')).error.code).toBe('UNAUTHORIZED');
    expect((await desk.get('phases', token('viewer'))).venue).toBe('open');
    expect(await cli('phases', '--token', token('viewer'))).toContain('venue:');
    await expect(cli('halt', '--token', token('viewer'))).rejects.toMatchObject({
      message: expect.stringContaining('expected the role operator, the viewer is viewer'),
    });
  });
});

describe('a bust that takes a second person', () => {
  it('waits at the door, outside the log, until another approves it', async () => {
    await open({ bustNeedsApproval: true });
    const asked = await desk.post('bust', { tradeId: '1-42' });
    expect(asked.body).toMatchObject({ pending: true, id: 1, what: 'bust of trade 1-42', author: 'ann' });
    expect(desk.engine.taken).toEqual([]);
    expect((await desk.get('approvals')).approvals).toMatchObject([{ id: 1, author: 'ann' }]);
    expect(await desk.post('approve', { id: 1 })).toMatchObject({ status: 409, body: { error: { code: 'SAME_PERSON' } } });
    const done = await desk.post('approve', { id: 1, author: 'bob' });
    expect(done.body).toMatchObject({ text: expect.stringContaining('is busted'), author: 'ann', approver: 'bob' });
    expect(desk.last()).toMatchObject({ type: 'BUST', author: 'ann', approver: 'bob' });
    expect((await desk.post('approve', { id: 1, author: 'bob' })).status).toBe(404);
    expect(desk.engine.taken).toHaveLength(1);
  });

  it('is forgotten when nobody approves it in time, or when it is withdrawn', async () => {
    await open({ bustNeedsApproval: true, approvalMs: 60_000 });
    await desk.post('bust', { tradeId: '1-1' });
    await desk.post('bust', { tradeId: '1-2' });
    expect((await desk.post('withdraw', { id: 2 })).body.text).toContain('bust of trade 1-2');
    desk.clock.advanceMs(60_000);
    expect((await desk.get('approvals')).approvals).toEqual([]);
    expect((await desk.post('approve', { id: 1, author: 'bob' })).status).toBe(404);
    expect(desk.engine.taken).toEqual([]);
  });

  it('takes a bounded number', async () => {
    await open({ bustNeedsApproval: true });
    for (let i = 1; i <= 100; i++) await desk.post('bust', { tradeId: `1-${i}` });
    expect((await desk.post('bust', { tradeId: '1-101' })).status).toBe(503);
  });
});

describe('the calendar', () => {
  it('loads the next days, leaving out weekends, holidays and what is past', async () => {
    await open({ calendar: calendar() });
    const answer = await desk.post('schedule/load', { days: 3 });
    expect(answer.body.days.map((day: Json) => day.date)).toEqual(['2026-11-19', '2026-11-20', '2026-11-24']);
    // 09:50: the day began without us, so that only the phase it should be in counts
    expect(answer.body.days[0].changes.map((change: Json) => change.action)).toEqual(['open', 'closed', 'endDay']);
    expect(answer.body.days[1].changes[0]).toEqual({ time: '2026-11-20T07:00:00.000Z', action: 'preOpen' });
    expect(await cli('schedule')).toContain('2026-11-20 08:00:00 Europe/Amsterdam  preOpen');
  });

  it('takes local times for a day`s schedule', async () => {
    await open({ calendar: calendar() });
    await cli('schedule', 'set', '2026-11-20', '10:00=open', '14:00=endDay');
    expect(desk.last()).toMatchObject({ changes: '2026-11-20T09:00:00.000Z open, 2026-11-20T13:00:00.000Z endDay' });
  });

  it('schedules the days that are missing when one has ended, and leaves the others as they are', async () => {
    await open({ calendar: calendar() });
    await desk.post('schedule', { date: '2026-11-20', changes: [{ time: '10:00', action: 'open' }] });
    await desk.post('end-day', { date: '2026-11-19' });
    desk.turn();
    const { days, lastEnded } = await desk.get('schedule');
    expect(lastEnded).toBe('2026-11-19');
    expect(days.map((day: Json) => [day.date, day.changes.length])).toEqual([
      ['2026-11-20', 1],
      ['2026-11-24', 4],
      ['2026-11-25', 4],
      ['2026-11-26', 4],
      ['2026-11-27', 4],
    ]);
    expect(desk.last()).toMatchObject({ type: 'SET_SCHEDULE', author: 'calendar' });
    expect(desk.engine.taken.filter(({ type }) => type === Type.SET_SCHEDULE)).toHaveLength(5);
  });
});

describe('buttonwood admin', () => {
  it.each<[string[], string, object | null]>([
    [['phase', 'closingAuction', '--symbol', 'AAPL'], 'AAPL: closingAuction', { phase: 'closingAuction', instrument: 0 }],
    [['limits', 'set', 'BETA', '--open-orders', '10'], 'openOrders 10', { participant: 1, openOrders: 10, author: 'ann' }],
    [['limits', 'set', 'BETA', '--default', '--buying-power', '5'], 'buyingPower 5.00', { scope: 'accountDefault' }],
    [['kill-switch', 'on', '--firm', 'ALPHA'], 'is on', { participant: 0, on: 1 }],
    [['kill-switch', 'off', '--venue'], 'is off', { participant: -1, on: 0 }],
    [['cancel', '--all'], '7 orders', { type: 'OPERATOR_CANCEL' }],
    [['stp', 'set', 'ALPHA', '--group', '4', '--mode', 'cancelBoth'], 'group 4, cancelBoth', { group: 4, mode: 'cancelBoth' }],
    [['bust', '1-42'], 'is busted', { tradeId: '1-42', action: 'bust' }],
    [['correct', '1-42', '--price', '99', '--qty', '2', '--symbol', 'AAPL'], 'is corrected to 2 at 99.00', { newTicks: 9900 }],
    [['end-day', '2026-11-20'], 'has ended', { date: 20_261_120 }],
    [['limits'], 'no limits', null],
    [['kill-switch'], 'venue  off', null],
    [['stp', 'show'], 'cancelNewest', null],
    [['schedule'], 'no days are scheduled', null],
    [['busts'], 'no busts', null],
    [['approvals'], 'nothing waits', null],
    [['phases'], 'MSFT', null],
  ])('%j', async (args, text, command) => {
    await open();
    expect(await cli(...args)).toContain(text);
    if (command) expect(desk.last()).toMatchObject(command);
    else expect(desk.engine.taken).toEqual([]);
  });
});

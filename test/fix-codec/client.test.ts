import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../engine/clock.js';
import { FixClient } from '../../gateway/fix/client/client.js';
import type { FixClientHandlers, FixClientOptions } from '../../gateway/fix/client/options.js';
import { FixClientState } from '../../gateway/fix/client/state.js';
import { fix44 } from '../../gateway/fix/dialect/versions.js';
import { VALID, Validator } from '../../gateway/fix/validate.js';
import { fix, parseOne } from './support.js';
import { Venue } from './venue.js';

const clock = new ManualClock(Date.parse('2026-01-02T03:04:05.678Z') * 1000);
const T = '20260102-03:04:05.678';
const HEAD = '49=BROKER|56=VENUE|';

let venue: Venue;
let client: FixClient;
let tick = () => {};
let events: string[] = [];
let closed: Promise<string>;

function newClient(options: Partial<FixClientOptions> = {}): FixClient {
  let close: (reason: string) => void;
  closed = new Promise((resolve) => {
    close = resolve;
  });
  const handlers: FixClientHandlers = {
    onLogon: (m) => events.push(`logon ${m.msgSeqNum}`),
    onExecution: (m) => events.push(`exec ${m.msgSeqNum} ${m.clOrdId}${m.possDup ? ' dup' : ''}`),
    onCancelReject: (m) => events.push(`cancel reject ${m.text(102)}`),
    onReject: (m) => events.push(`reject ${m.msgType} ${m.text(58)}`),
    onMessage: (m) => events.push(`message ${m.msgType}`),
    onLogout: (text) => events.push(`logout ${text}`),
    onClose: (reason) => close(reason),
  };
  const every = (_: number, run: () => void) => {
    tick = run;
    return () => {
      tick = () => {};
    };
  };
  return new FixClient({ senderCompId: 'BROKER', targetCompId: 'VENUE', clock, every, ...options }, handlers);
}

async function logOn(options: Partial<FixClientOptions> = {}, answerSeqNum = 1, answer = '98=0|108=30|'): Promise<string> {
  client = newClient(options);
  const up = client.connect('127.0.0.1', venue.port);
  const logon = await venue.next();
  venue.say('A', answerSeqNum, answer);
  await up;
  return logon;
}

/** The client has taken all that the venue said so far. */
async function settled(msgSeqNum: number): Promise<void> {
  venue.say('1', msgSeqNum, '112=SYNC|');
  for (;;) if ((await venue.next()).includes('112=SYNC|')) return;
}

beforeEach(async () => {
  venue = await Venue.start();
  events = [];
});

afterEach(() => {
  client.drop();
  venue.stop();
});

describe('logging on', () => {
  it('says who we are and waits for the answer', async () => {
    expect(await logOn({ heartBtIntS: 10 })).toBe(`35=A|${HEAD}34=1|52=${T}|98=0|108=10|`);
    expect([client.isUp, client.state.nextIn, client.state.nextOut]).toEqual([true, 2, 2]);
    expect(events).toEqual(['logon 1']);
  });

  it('asks for a reset, for cancel on disconnect, and says what it expects', async () => {
    const state = FixClientState.from({ nextIn: 40, nextOut: 50 });
    const logon = await logOn({ state, resetSeqNum: true, cancelOnDisconnect: false }, 1, '98=0|108=30|141=Y|');
    expect(logon).toContain('|34=1|');
    expect(logon).toContain('98=0|108=30|141=Y|8013=N|');
    expect([state.nextIn, state.nextOut]).toEqual([2, 2]);
    client.drop();
    expect(await logOn({ state, nextExpected: true, cancelOnDisconnect: true }, 2)).toContain(
      `|34=2|52=${T}|98=0|108=30|789=2|8013=Y|`,
    );
  });

  it('fails with the reason of a Logout, of a cut, and of a closed port', async () => {
    client = newClient();
    const refused = client.connect('127.0.0.1', venue.port);
    await venue.next();
    venue.say('5', 1, '58=unknown CompID|');
    await expect(refused).rejects.toThrow('BROKER: logged out: unknown CompID');
    expect(await closed).toBe('logged out: unknown CompID');

    client = newClient();
    const cut = client.connect('127.0.0.1', venue.port);
    await venue.next();
    venue.cut();
    await expect(cut).rejects.toThrow(/closed the connection|ECONNRESET/);

    venue.stop();
    client = newClient();
    await expect(client.connect('127.0.0.1', venue.port)).rejects.toThrow('ECONNREFUSED');
  });

  it('gives up on a venue that does not answer', async () => {
    client = newClient();
    const up = client.connect('127.0.0.1', venue.port);
    await venue.next();
    clock.advanceMs(10_001);
    tick();
    await expect(up).rejects.toThrow('did not answer the Logon');
    clock.us -= 10_001_000;
  });
});

describe('orders', () => {
  it('leave as valid messages, with the numbers in order, in one write for a turn', async () => {
    await logOn();
    const before = venue.chunks;
    const terms = { symbol: 'AAPL', side: '1', qty: 100 } as const;
    expect(client.newOrder({ clOrdId: 'A1', ...terms, price: '10.25', account: 'C1' })).toBe(2);
    client.newOrder({ clOrdId: 'A2', ...terms, side: '2', qty: '5.5' });
    client.newOrder({ clOrdId: 'A3', ...terms, price: 10.5, timeInForce: '4' });
    client.replace({ clOrdId: 'A4', origClOrdId: 'A1', ...terms, qty: 50, price: '10.25' });
    client.cancel({ clOrdId: 'A5', origClOrdId: 'A4', symbol: 'AAPL', side: '1' });
    client.massCancel({ clOrdId: 'A6' });
    client.massCancel({ clOrdId: 'A7', symbol: 'AAPL', side: '2' });
    expect(client.status({ clOrdId: 'A2', symbol: 'AAPL', side: '2', ordStatusReqId: 'Q' })).toBe(9);
    await venue.until(() => venue.received.length === 8);
    expect(venue.chunks).toBe(before + 1);
    expect(venue.received).toEqual([
      `35=D|${HEAD}34=2|52=${T}|11=A1|1=C1|21=1|55=AAPL|54=1|60=${T}|38=100|40=2|44=10.25|59=0|`,
      `35=D|${HEAD}34=3|52=${T}|11=A2|21=1|55=AAPL|54=2|60=${T}|38=5.5|40=1|59=3|`,
      `35=D|${HEAD}34=4|52=${T}|11=A3|21=1|55=AAPL|54=1|60=${T}|38=100|40=2|44=10.5|59=4|`,
      `35=G|${HEAD}34=5|52=${T}|11=A4|41=A1|21=1|55=AAPL|54=1|60=${T}|38=50|40=2|44=10.25|59=0|`,
      `35=F|${HEAD}34=6|52=${T}|11=A5|41=A4|55=AAPL|54=1|60=${T}|`,
      `35=q|${HEAD}34=7|52=${T}|11=A6|530=7|60=${T}|`,
      `35=q|${HEAD}34=8|52=${T}|11=A7|530=1|55=AAPL|54=2|60=${T}|`,
      `35=H|${HEAD}34=9|52=${T}|11=A2|55=AAPL|54=2|790=Q|`,
    ]);
    const validator = new Validator(fix44);
    for (const text of venue.received) expect(validator.check(parseOne(fix(text)))).toBe(VALID);
  });

  it('are not taken while the session is down', async () => {
    client = newClient();
    expect(client.newOrder({ clOrdId: 'A1', symbol: 'A', side: '1', qty: 1 })).toBe(0);
    expect(client.state.nextOut).toBe(1);
  });

  it('are not taken while the socket is full, and all that was taken arrives', async () => {
    await logOn({ backlogBytes: 200_000 });
    let sent = 0;
    while (client.newOrder({ clOrdId: `A${sent}`, symbol: 'AAPL', side: '1', qty: 1, price: '1' }) > 0) sent++;
    expect(sent).toBeGreaterThan(1000);
    await venue.until(() => venue.received.length === sent);
    expect(venue.received.at(-1)).toContain(`|34=${sent + 1}|`);
  });

  it('too long for any venue are an error that uses no number', async () => {
    await logOn();
    const order = { symbol: 'AAPL', side: '1', qty: 1 } as const;
    expect(() => client.newOrder({ clOrdId: 'x'.repeat(70_000), ...order })).toThrow(RangeError);
    expect(client.newOrder({ clOrdId: 'A1', ...order })).toBe(2);
    expect(await venue.next()).toContain('|34=2|');
  });

  it('have a way past all rules', async () => {
    await logOn();
    client.send('AF', '584=R|585=7|');
    client.raw(Buffer.from(fix('35=0|34=9|bad|').replaceAll('|', '\x01')));
    expect(await venue.next()).toBe(`35=AF|${HEAD}34=2|52=${T}|584=R|585=7|`);
    expect(await venue.next()).toBe('35=0|34=9|bad|');
  });
});

describe('what the venue says', () => {
  it('reaches the handler of its type', async () => {
    await logOn();
    venue.execution(2, 'A1');
    venue.say('9', 3, '37=1|11=A|41=B|39=0|434=1|102=1|');
    venue.say('3', 4, '45=2|58=bad|');
    venue.say('j', 5, '372=AF|380=3|58=no|');
    venue.say('r', 6, '37=1|530=7|531=7|');
    await settled(7);
    expect(events).toEqual(['logon 1', 'exec 2 A1', 'cancel reject 1', 'reject 3 bad', 'reject j no', 'message r']);
  });

  it('is read field by field', async () => {
    await logOn();
    let seen: unknown[] = [];
    client.handlers.onExecution = (m) => {
      seen = [
        m.orderId,
        m.execId,
        m.symbol,
        m.side,
        m.execType,
        m.ordStatus,
        m.leavesQty,
        m.cumQty,
        m.avgPx,
        m.lastPx,
        m.has(44),
      ];
      seen.push(m.lastQty, m.text(58), m.char(59), m.toString().slice(0, 10), m.fields.length);
    };
    venue.execution(2, 'A1');
    await settled(3);
    expect(seen).toEqual(['1-1', '1-2', 'AAPL', '1', '0', '0', 100, 0, 0, NaN, false, NaN, '', '', '8=FIX.4.4|', 19]);
  });

  it('is ignored when it is garbled, and asked for again', async () => {
    await logOn();
    venue.write(fix('35=8|34=2|').replace(/10=...\|/, '10=999|'));
    venue.execution(3, 'A2');
    expect(await venue.next()).toContain('|7=2|16=0|');
    expect(client.garbled).toBe(1);
  });
});

describe('a gap', () => {
  it('is asked for once, and everything is taken in order, once', async () => {
    await logOn();
    venue.execution(4, 'A3');
    venue.execution(5, 'A4');
    expect(await venue.next()).toBe(`35=2|${HEAD}34=2|52=${T}|7=2|16=0|`);
    venue.again('4', 2, '123=Y|36=3|');
    venue.execution(3, 'A2', true);
    venue.execution(4, 'A3', true);
    venue.execution(5, 'A4', true);
    venue.execution(4, 'A3', true);
    venue.execution(6, 'A5');
    await settled(7);
    expect(events).toEqual(['logon 1', 'exec 3 A2 dup', 'exec 4 A3 dup', 'exec 5 A4 dup', 'exec 6 A5']);
    venue.execution(9, 'A9');
    expect(await venue.next()).toContain('|7=8|16=0|');
  });

  it('that the Logon shows is asked for after it, and the Logon is not missed', async () => {
    const state = FixClientState.from({ nextIn: 5, nextOut: 9 });
    await logOn({ state }, 8);
    expect(await venue.next()).toContain('|34=10|');
    for (let n = 5; n < 8; n++) venue.execution(n, `A${n}`, true);
    venue.execution(9, 'A9');
    await settled(10);
    expect(events).toEqual(['logon 8', 'exec 5 A5 dup', 'exec 6 A6 dup', 'exec 7 A7 dup', 'exec 9 A9']);
    expect(venue.received).toEqual([]);
  });

  it('is not asked for when the Logon said what is expected', async () => {
    const state = FixClientState.from({ nextIn: 5, nextOut: 9 });
    expect(await logOn({ state, nextExpected: true }, 7)).toContain('789=5|');
    venue.execution(5, 'A5', true);
    venue.again('4', 6, '123=Y|36=8|');
    await settled(8);
    expect(events).toEqual(['logon 7', 'exec 5 A5 dup']);
    expect(client.state.nextIn).toBe(9);
  });

  it('of a sequence reset is none', async () => {
    await logOn();
    venue.say('4', 0, '36=50|');
    venue.execution(50, 'A');
    await settled(51);
    expect(events).toEqual(['logon 1', 'exec 50 A']);
  });

  it('downwards ends the session with the reason', async () => {
    await logOn();
    venue.execution(2, 'A1');
    venue.execution(2, 'A1');
    expect(await venue.next()).toContain('|58=MsgSeqNum too low, expecting 3 but received 2|');
    expect(await closed).toBe('MsgSeqNum too low, expecting 3 but received 2');
  });
});

describe('a ResendRequest', () => {
  it('is answered with what was sent, marked as such, and gap fills between', async () => {
    await logOn();
    client.newOrder({ clOrdId: 'A1', symbol: 'AAPL', side: '1', qty: 1, price: '1' });
    venue.say('1', 2, '112=X|');
    await venue.until(() => venue.received.length === 2);
    client.cancel({ clOrdId: 'A2', origClOrdId: 'A1', symbol: 'AAPL', side: '1' });
    await venue.until(() => venue.received.length === 3);
    venue.received.length = 0;
    clock.advanceMs(1000);
    const now = '20260102-03:04:06.678';
    venue.say('2', 3, '7=1|16=0|');
    await venue.until(() => venue.received.length === 4);
    expect(venue.received).toEqual([
      `35=4|${HEAD}34=1|43=Y|52=${now}|122=${now}|123=Y|36=2|`,
      `35=D|${HEAD}34=2|43=Y|52=${now}|122=${T}|11=A1|21=1|55=AAPL|54=1|60=${T}|38=1|40=2|44=1|59=0|`,
      `35=4|${HEAD}34=3|43=Y|52=${now}|122=${now}|123=Y|36=4|`,
      `35=F|${HEAD}34=4|43=Y|52=${now}|122=${T}|11=A2|41=A1|55=AAPL|54=1|60=${T}|`,
    ]);
    venue.received.length = 0;
    venue.say('2', 4, '7=2|16=2|');
    expect(await venue.next()).toContain('35=D|');
    expect(client.state.nextOut).toBe(5);
    clock.us -= 1_000_000;
  });

  it('is answered across connections from a state that was stored', async () => {
    const state = new FixClientState();
    await logOn({ state });
    client.newOrder({ clOrdId: 'A1', symbol: 'AAPL', side: '1', qty: 1, price: '1' });
    await venue.next();
    client.drop();
    const stored = JSON.parse(JSON.stringify(state));
    expect(await logOn({ state: FixClientState.from(stored) }, 2)).toContain('|34=3|');
    venue.say('2', 3, '7=2|16=0|');
    expect(await venue.next()).toContain('34=2|43=Y|');
    expect(await venue.next()).toContain('34=3|43=Y|');
  });

  it('never sends again what has fallen out of a bounded store', async () => {
    await logOn({ state: new FixClientState(500, 4) });
    for (let i = 0; i < 10; i++) client.newOrder({ clOrdId: `A${i}`, symbol: 'AAPL', side: '1', qty: 1, price: '1' });
    await venue.until(() => venue.received.length === 10);
    venue.received.length = 0;
    venue.say('2', 2, '7=1|16=0|');
    await venue.until(() => (venue.received.at(-1) ?? '').includes('11=A9|'));
    expect(venue.received[0]).toMatch(/^35=4\|.*34=1\|.*36=\d+\|$/);
    expect(venue.received.length).toBeLessThanOrEqual(5);
  });
});

describe('silence', () => {
  it('is broken by heartbeats, questioned, and ended', async () => {
    const start = clock.us;
    await logOn({ heartBtIntS: 10 });
    clock.advanceMs(9_900);
    tick();
    clock.advanceMs(100);
    tick();
    expect(await venue.next()).toContain('35=0|');
    clock.advanceMs(2_100);
    tick();
    tick();
    expect(await venue.next()).toMatch(/^35=1\|.*\|112=\d+\|$/);
    expect(venue.received).toEqual([]);
    venue.say('0', 2);
    await settled(3);
    clock.advanceMs(24_100);
    tick();
    expect(await closed).toBe('the venue is silent');
    clock.us = start;
  });
});

describe('logging out', () => {
  it('waits for the answer', async () => {
    await logOn();
    const gone = client.logout('bye');
    expect(await venue.next()).toContain('35=5|');
    expect(client.newOrder({ clOrdId: 'A1', symbol: 'A', side: '1', qty: 1 })).toBe(0);
    venue.say('5', 2);
    await gone;
    expect(events.at(-1)).toBe('logout ');
  });

  it('does not wait for ever', async () => {
    const start = clock.us;
    await logOn();
    const gone = client.logout();
    await venue.next();
    clock.advanceMs(2_001);
    tick();
    await gone;
    expect(await closed).toBe('the venue did not answer the Logout');
    clock.us = start;
  });

  it('by the venue is answered', async () => {
    await logOn();
    venue.say('5', 2, '58=end of day|');
    expect(await venue.next()).toContain('35=5|');
    expect(await closed).toBe('logged out: end of day');
    expect(events.at(-1)).toBe('logout end of day');
  });
});

import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import type { InstrumentInfo } from '../../engine/directory.js';
import { idOf, idText, priceText, toLots, toTicks } from '../../gateway/decimal-text.js';
import { TokenBucket } from '../../gateway/token-bucket.js';
import { decode } from '../../gateway/web/codec.js';
import { idOfMessage, parseMessage } from '../../gateway/web/messages.js';

const bufferOf = (bytes: Uint8Array) => new Uint8Array(bytes).buffer as ArrayBuffer;

describe('messages of clients', () => {
  it('are taken or refused with a reason, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
        const parsed = parseMessage(value);
        if ('problem' in parsed) expect(parsed.problem).toMatch(/^\S+: \S/);
        idOfMessage(value);
      }),
    );
  });

  it('never do worse than throw when they are not msgpack', () => {
    const header = fc.constantFrom(0xc7, 0xc8, 0xc9, 0xd4, 0xd8, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0x8f, 0x9f);
    const bytes = fc.tuple(header, fc.uint8Array({ maxLength: 64 })).map(([first, rest]) => Uint8Array.of(first, ...rest));
    fc.assert(
      fc.property(fc.oneof(bytes, fc.uint8Array({ maxLength: 64 })), (given) => {
        let value: unknown;
        try {
          value = decode(bufferOf(given), true);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          return;
        }
        parseMessage(value);
      }),
      { numRuns: 2000 },
    );
  });

  it('mean the same in both encodings', () => {
    const order = { op: 'order', clOrdId: 'a', symbol: 'AAPL', side: 'buy', price: '1.5', qty: '2' };
    const packed = decode(bufferOf(new Packr({ useRecords: false }).pack(order)), true);
    const text = decode(bufferOf(Buffer.from(JSON.stringify(order))), false);
    expect(parseMessage(packed)).toEqual(parseMessage(text));
    expect(parseMessage(text)).toEqual({ ...order, type: 'limit' });
  });
});

describe('ids', () => {
  const cancel = { op: 'cancel', clOrdId: 'c2', origClOrdId: 'c1', orderId: '1-1', symbol: 'AAPL', side: 'buy' };
  const status = { op: 'status', clOrdId: 'c1', statusId: 's', symbol: 'AAPL', side: 'buy' };

  it.each([
    ['clOrdId', cancel, 60],
    ['origClOrdId', cancel, 60],
    ['orderId', cancel, 32],
    ['statusId', status, 36],
    ['clOrdId', status, 60],
  ])('%s takes printable characters, as many as a record holds', (name, message, max) => {
    expect(parseMessage({ ...message, [name]: 'x'.repeat(max) })).toHaveProperty('op');
    for (const id of ['a\u0001b', 'тест', 'é', 'a\nb', '\u007f', 'x'.repeat(max + 1)]) {
      const { problem } = parseMessage({ ...message, [name]: id }) as { problem?: string };
      expect(problem).toMatch(new RegExp(`^${name}: expected (1 to|at most) ${max} printable characters; got "`));
    }
  });
});

describe('decimals', () => {
  const instrument = { tickUnits: 5, priceDecimals: 3, lotUnits: 100, qtyDecimals: 0 } as InstrumentInfo;

  it('come back as they went, to the last digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (ticks) => {
        expect(toTicks(priceText(ticks, instrument), instrument)).toBe(ticks);
      }),
    );
  });

  it.each([
    ['1.005', 201],
    ['1.0050', 201],
    ['-0.005', -1],
    ['-0', 0],
    ['1.001', 'offStep'],
    ['1.0051', 'offStep'],
    ['', 'malformed'],
    ['1e3', 'malformed'],
    [' 1', 'malformed'],
    ['.5', 'malformed'],
    ['0x10', 'malformed'],
    ['Infinity', 'malformed'],
    ['999999999999999.999', 'malformed'],
  ])('%j is %j ticks of 0.005', (text, ticks) => {
    expect(toTicks(text, instrument)).toBe(ticks);
  });

  it('count quantities in lots', () => {
    expect([toLots('300', instrument), toLots('150', instrument)]).toEqual([3, 'offStep']);
  });

  it('write ids as epoch and counter', () => {
    const id = 3 * 2 ** 36 + 42;
    expect([idText(id), idOf('3-42'), idOf('3-99999999999'), idOf('x')]).toEqual(['3-42', id, 0, 0]);
  });
});

describe('the rate limit', () => {
  it('lets a burst of one second through, then what the rate allows', () => {
    const bucket = new TokenBucket(10);
    const taken = (nowUs: number) => Array.from({ length: 20 }, () => bucket.take(nowUs)).filter(Boolean).length;
    expect([taken(0), taken(0), taken(500_000), taken(100_000), taken(60_000_000)]).toEqual([10, 0, 5, 0, 10]);
  });
});

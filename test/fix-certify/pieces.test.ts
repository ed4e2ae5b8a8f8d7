import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../gateway/fix/certify/case.js';
import { allCases } from '../../gateway/fix/certify/cases/index.js';
import { wanted } from '../../gateway/fix/certify/match.js';
import { Cutter, frame, Received } from '../../gateway/fix/certify/message.js';
import { OpenOrders } from '../../gateway/fix/certify/open-orders.js';
import { rules } from '../../gateway/fix/certify/rules.js';
import { lastDigitOf, Variables } from '../../gateway/fix/certify/variables.js';
import { Decoder } from '../../gateway/fix/decode.js';
import { dialects, fix42, fix44 } from '../../gateway/fix/dialect/versions.js';
import { EACH_TYPE } from '../fix-codec/support.js';

const soh = (text: string) => text.replaceAll('|', '\x01');
const market = { symbol: 'EUR/USD', price: '1.10', tick: '0.005', qty: '100' };
const variables = (dialect = fix44, at = market) => new Variables(dialect, at, { nextIn: 3, nextOut: 7 }, 'id-', {});

describe('the bytes of a venue', () => {
  const all = EACH_TYPE.map(soh);

  it('are the same messages wherever they are split', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 })), (lengths) => {
        const cutter = new Cutter();
        let rest = all.join('junk');
        const found: Received[] = [];
        for (const length of [...lengths, all.join('junk').length]) {
          found.push(...cutter.push(rest.slice(0, length), 0));
          rest = rest.slice(length);
        }
        expect(found.filter(({ fault }) => fault === '').map(({ text }) => text)).toEqual(all);
        expect(found.map(({ text }) => text).join('')).toBe(all.join('junk'));
      }),
    );
  });

  it('may be many at once', () => {
    const found = new Cutter().push(all[1].repeat(5000), 0);
    expect([found.length, new Set(found.map(({ fault }) => fault)).size, found[0].fault]).toEqual([5000, 1, '']);
  });

  it('that are no message are told with the reason, and the next message is found', () => {
    const good = all[1];
    const reasons = (text: string) => new Cutter().push(soh(text) + good, 0).map(({ fault }) => fault);
    expect(reasons('hello')).toEqual(['a message does not begin with BeginString(8)', '']);
    expect(reasons('8=FIX.4.4|35=0|9=5|10=000|')).toEqual(['BodyLength(9) is not the second field, or no number', '']);
    expect(reasons('8=FIX.4.4|9=5|35=0|10=100|')).toEqual(['CheckSum(10) is 100, its bytes add up to 163', '']);
    expect(reasons('8=FIX.4.4|9=3|35=0|10=163|')).toEqual(['BodyLength(9) is 3, and does not end at CheckSum(10)', '']);
  });

  it('too long for any message are not waited for', () => {
    const faults = (text: string) => new Cutter().push(soh(text), 0).map(({ fault }) => fault);
    expect(faults('8=FIX.4.4|9=65000|35=0|')).toEqual([]);
    expect(faults('8=FIX.4.4|9=70000|35=0|')).toEqual(['BodyLength(9) is 70000']);
    expect(faults(`8=FIX.4.4|9=${'1'.repeat(50)}`)).toEqual(['BodyLength(9) is not the second field, or no number']);
  });
});

describe('our own messages', () => {
  const heartbeat = { beginString: 'FIX.4.4', msgType: '0', rest: soh('49=A|56=B|34=2') };
  const fault = (faults: object) => new Cutter().push(`${frame({ ...heartbeat, ...faults })}${soh(EACH_TYPE[1])}`, 0)[0].fault;

  it('are sound, or have just the fault that is asked for', () => {
    expect(fault({})).toBe('');
    expect(fault({ checkSum: 1 })).toMatch(/^CheckSum\(10\) is \d{3}, its bytes add up to \d{3}$/);
    expect(fault({ bodyLength: -1 })).toMatch(/^BodyLength\(9\) is/);
    expect(fault({ typeFirst: true })).toMatch(/^BodyLength\(9\) is not the second field/);
  });
});

describe('variables', () => {
  it('are numbers, times, ids, the market, and what differs by version', () => {
    const { expand } = bound(variables());
    expect(expand('{next} {next+2} {expected-1} {a} {z}')).toBe('7 9 2 id-a id-z');
    expect(expand('{symbol} {price} {lower} {offTick} {qty} {twice}')).toBe('EUR/USD 1.10 1.095 1.100000001 100 200');
    expect(expand('{now}')).toMatch(/^\d{8}-\d\d:\d\d:\d\d\.\d{3}$/);
    expect(expand('150={partial}|150={filled}|150={status}')).toBe(soh('150=F|150=F|150=I'));
    expect(bound(variables(fix42)).expand('{partial} {filled} {status}')).toBe('1 2 0');
    expect(() => expand('{nothing}')).toThrow('certify: no variable {nothing}');
  });

  it('subtract a tick exactly', () => {
    const lower = (price: string, tick: string) => bound(variables(fix44, { ...market, price, tick })).expand('{lower}');
    expect(lower('100.00', lastDigitOf('100.00'))).toBe('99.99');
    expect(lower('100', lastDigitOf('100'))).toBe('99');
    expect(lower('0.0010', '0.0005')).toBe('0.0005');
    expect(lower('1', '2.5')).toBe('-1.5');
    expect(lower('12345678901234567.1', '0.1')).toBe('12345678901234567.0');
  });

  it('may hold a slash: alternatives are split before they are filled in', () => {
    const { fields } = wanted(
      { msgType: '8', fields: '55={symbol}|39=0/5|!41' },
      new Decoder(fix44),
      bound(variables()).expand,
    );
    expect(fields).toEqual([
      { tag: 55, values: ['EUR/USD'] },
      { tag: 39, values: ['0', '5'] },
      { tag: 41, values: [] },
    ]);
  });
});

describe('the cases', () => {
  it('each have an id of their own and say what they prove', () => {
    const ids = [...allCases, ...rules].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, proves } of allCases) {
      expect(id).toMatch(/^[a-z-]+\.[a-z-]+$/);
      expect(proves.length).toBeGreaterThan(20);
    }
  });

  it.each(Object.values(dialects))('can be read in $beginString: every pattern, every variable', (dialect) => {
    const decoder = new Decoder(dialect);
    for (const { id, steps } of allCases) {
      const known = variables(dialect);
      for (const name of ['logon', 'version', 'credentials']) known.set(name, '');
      for (const step of steps) expect(() => read(step, known, decoder), id).not.toThrow();
    }
  });
});

function read(step: Step, known: Variables, decoder: Decoder): void {
  const { expand } = bound(known);
  if (step.do === 'send') {
    expand(`${step.body}${step.faults.seq ?? ''}${step.faults.header ?? ''}${step.faults.nextSeq ?? ''}`);
    if (step.msgType !== 'ZZ') expect(decoder.messageName(step.msgType) || step.msgType).not.toBe('');
  } else if (step.do === 'expect') {
    for (const pattern of [...step.all.flat(), ...(step.passing ?? [])]) {
      const { fields } = wanted(pattern, decoder, expand);
      for (const { tag } of fields) expect(decoder.field(tag, '').name, String(tag)).not.toBe('');
    }
    for (const name of Object.keys(step.keep ?? {})) known.set(name, '1');
  }
}

const bound = (known: Variables) => ({ expand: (text: string) => known.expand(text) });

describe('open orders', () => {
  const report = (fields: string) => new Received(soh(`8=FIX.4.4|9=1|35=8|${fields}|10=0|`), '', 0);
  const take = (...reports: string[]) => {
    const orders = new OpenOrders();
    for (const fields of reports) orders.take(report(fields));
    return orders.all.map(({ clOrdId, qty }) => `${clOrdId} ${qty}`);
  };
  const first = '37=1|11=a|150=0|39=0|55=A|54=1|38=10|151=10';

  it('are those that are acknowledged and not ended, under their present id', () => {
    expect(take(first)).toEqual(['a 10']);
    expect(take(first, '37=1|11=a|150=F|39=1|55=A|54=1|38=10|151=4')).toEqual(['a 10']);
    expect(take(first, '37=1|11=a|150=F|39=2|151=0')).toEqual([]);
    expect(take(first, '37=1|11=b|41=a|150=4|39=4|151=0')).toEqual([]);
    expect(take(first, '37=1|11=b|41=a|150=5|39=0|55=A|54=1|38=7|151=7')).toEqual(['b 7']);
    expect(take(first, '37=1|11=b|41=a|150=E|39=E|151=10')).toEqual(['a 10']);
  });

  it('stay when another order under their id is refused', () => {
    expect(take(first, '37=NONE|11=a|150=8|39=8|151=0')).toEqual(['a 10']);
  });
});

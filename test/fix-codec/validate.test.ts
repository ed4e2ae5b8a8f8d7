import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dialect, type DialectTables, fix44 } from '../../gateway/fix/dialect.js';
import { fix44Tables } from '../../gateway/fix/dialect-fix44.js';
import { FixParser, Parse } from '../../gateway/fix/parser.js';
import { NO_TAG, RejectReason, rejectText, VALID, Validator } from '../../gateway/fix/validate.js';
import { bytes, EACH_TYPE, fix, limits, message, ORDER, parseOne, TIME } from './support.js';

const validator = new Validator(fix44);

/** 'valid', or SessionRejectReason and RefTagID as a Reject would have them. */
function check(text: string): string {
  const reason = validator.check(parseOne(text));
  if (reason === VALID) return 'valid';
  expect(rejectText[reason]).toBeTruthy();
  return `373=${reason}${validator.refTag === NO_TAG ? '' : ` 371=${validator.refTag}`}`;
}

const HEAD = `34=2|49=TW44|52=${TIME}|56=ISLD|`;
const order = (rest: string) => fix(`35=D|${HEAD}${rest}`);
const FULL = `11=ID|21=1|40=1|54=1|38=200.00|55=INTC|60=${TIME}|`;

describe('messages without fault', () => {
  it('are those of each type', () => {
    for (const text of EACH_TYPE) expect(check(text), text).toBe('valid');
  });

  it.each([
    [
      'header and body fields in another order',
      fix(`35=D|49=TW44|34=3|56=ISLD|52=${TIME}|40=1|55=MSFT|60=${TIME}|54=1|21=3|11=id|`),
    ],
    ['leading and trailing zeros', order(FULL.replace('200.00', '002000.00'))],
    ['a security type of the list', order(`${FULL}167=CS|`)],
    ['several characters between spaces', order(`${FULL}18=1 G 6|`)],
    ['a group without entries', order(`${FULL}453=0|`)],
    ['groups within groups, with fields after them', order(`453=2|448=A|447=D|802=2|523=X|803=1|523=Y|452=1|448=B|${FULL}`)],
    ['microseconds', order(FULL.replace(TIME, `${TIME}901`))],
    ['routing fields in the header', fix(`35=0|${HEAD}115=JCD|116=CS|144=CHI|128=A|129=B|145=C|`)],
    ['cancel on disconnect asked for at logon', fix(`35=A|${HEAD}98=0|108=30|8013=N|`)],
    [
      'a security definition, which is not supported',
      fix(`35=d|${HEAD}320=J|322=1|323=6|55=TBS|22=8|167=CS|336=ONE|58=No|454=0|`),
    ],
    [
      'an unsupported type with a group of which nothing is known',
      fix(`35=V|${HEAD}262=R|263=1|264=0|267=2|269=0|269=1|146=1|55=A|`),
    ],
  ])('%s', (_, text) => {
    expect(check(text)).toBe('valid');
  });

  it('say whether their type is supported', () => {
    check(fix(`35=AF|${HEAD}584=R|585=7|`));
    expect([validator.message?.msgType, validator.message?.supported]).toEqual(['AF', false]);
    check(order(FULL));
    expect([validator.message?.name, validator.message?.supported]).toEqual(['NewOrderSingle', true]);
  });

  it('can be asked for their fields, but not for those within groups', () => {
    const parser = parseOne(order(`453=1|448=A|447=D|452=1|${FULL}`));
    expect(validator.check(parser)).toBe(VALID);
    expect(parser.text(validator.find(55))).toBe('INTC');
    expect(validator.find(44)).toBe(-1);
    validator.check(parseOne(EACH_TYPE[1]));
    expect(validator.find(55)).toBe(-1);
  });

  it('may still lack a field that another requires', () => {
    check(order(FULL.replace('40=1', '40=2')));
    expect(validator.missingConditional).toBe(44);
    check(order(`${FULL.replace('40=1', '40=2')}44=1|`));
    expect(validator.missingConditional).toBe(0);
    check(message('q', 2, `11=X|530=1|60=${TIME}|`));
    expect(validator.missingConditional).toBe(55);
  });
});

describe('faults', () => {
  it.each([
    ['a tag that the version does not have', fix(`35=0|${HEAD}999=HI|`), '373=0 371=999'],
    ['tag 0', fix(`35=0|${HEAD}0=HI|`), '373=0 371=0'],
    ['a negative tag', fix(`35=0|${HEAD}-1=HI|`), '373=0 371=-1'],
    ['a user-defined tag that is none of ours', fix(`35=0|${HEAD}5000=HI|`), '373=0 371=5000'],
    ['a tag of six digits', fix(`35=0|${HEAD}100035=HI|`), '373=0 371=100035'],
    ['no TargetCompID', fix(`35=0|34=2|49=TW44|52=${TIME}|`), '373=1 371=56'],
    ['no MsgSeqNum', fix(`35=0|49=TW44|56=ISLD|52=${TIME}|`), '373=1 371=34'],
    ['no ClOrdID', order(`40=1|60=${TIME}|54=1|21=3|55=A|`), '373=1 371=11'],
    ['no Symbol', order(`11=1|40=1|60=${TIME}|54=1|21=3|`), '373=1 371=55'],
    ['a tag that is not one of this type', fix(`35=0|${HEAD}55=MSFT|`), '373=2 371=55'],
    ['our own tag in another type', fix(`35=0|${HEAD}8013=Y|`), '373=2 371=8013'],
    ['an empty value in the header', fix(`35=0|34=2|49=TW44|52=${TIME}|56=|`), '373=4 371=56'],
    ['an empty routing field before a wrong value', fix(`35=D|${HEAD}145=|${FULL.replace('40=1', '40=w')}`), '373=4 371=145'],
    ['a value that is not of the list', order(FULL.replace('21=1', '21=4')), '373=5 371=21'],
    ['a word that is not of the list', order(`${FULL}167=BOO|`), '373=5 371=167'],
    ['a character that is not of the list', order(FULL.replace('40=1', '40=w')), '373=5 371=40'],
    ['one of several characters that is not of the list', order(`${FULL}18=1 T|`), '373=5 371=18'],
    ['a quantity with a plus sign', order(FULL.replace('200.00', '+200.00')), '373=6 371=38'],
    ['a quantity with an exponent', order(FULL.replace('200.00', '2e2')), '373=6 371=38'],
    ['a date where a time is due', order(`${FULL}126=20040415|`), '373=6 371=126'],
    ['a character too many', order(FULL.replace('54=1', '54=12')), '373=6 371=54'],
    ['a flag that is neither Y nor N', order(`${FULL}114=y|`), '373=6 371=114'],
    ['a sequence number that is none', fix(`35=2|${HEAD}7=one|16=0|`), '373=6 371=7'],
    ['an unknown message type', fix(`35=*|${HEAD}`), '373=11'],
    ['a message type of three characters', fix(`35=ABC|${HEAD}`), '373=11'],
    ['a tag twice', order(FULL.replace('40=1', '40=1|40=2')), '373=13 371=40'],
    ['a header field twice', fix(`35=0|${HEAD}34=2|`), '373=13 371=34'],
    ['BeginString twice', fix(`35=0|8=FIX.4.4|${HEAD}`), '373=13 371=8'],
    ['the header after the body', fix(`35=D|11=id|21=3|40=1|54=1|55=MSFT|60=${TIME}|${HEAD}`), '373=14 371=34'],
    ['one body field before the header', fix(`35=D|55=MSFT|${HEAD}11=id|21=3|40=1|54=1|60=${TIME}|`), '373=14 371=34'],
    ['a body field after the trailer', order(`${FULL}93=1|89=x|58=t|`), '373=14 371=58'],
    ['a group with fewer entries than it says', order(`${FULL}386=3|336=PRE|336=AFTER|`), '373=16 371=386'],
    ['a group with more entries than it says', order(`${FULL}386=1|336=PRE|336=AFTER|`), '373=16 371=386'],
    ['a group that does not begin with its delimiter', order(`${FULL}453=1|447=D|448=A|`), '373=15 371=447'],
    ['a field twice in an entry', order(`${FULL}453=1|448=A|447=D|447=D|`), '373=13 371=447'],
    ['a wrong count within an entry', order(`${FULL}453=1|448=A|802=2|523=X|447=D|`), '373=16 371=802'],
    ['a wrong value within an entry', order(`${FULL}453=1|448=A|447=?|`), '373=5 371=447'],
    ['an empty value within an entry', order(`${FULL}453=1|448=|`), '373=4 371=448'],
    ['a group of more entries than the venue takes', order(`${FULL}453=65|${'448=A|'.repeat(65)}`), '373=5 371=453'],
    ['a group twice', order(`${FULL}453=1|448=A|453=1|448=A|`), '373=13 371=453'],
    ['more fields than the venue takes', order(`${FULL}${'58=x|'.repeat(600)}`), '373=99'],
  ])('%s', (_, text, expected) => {
    expect(check(text)).toBe(expected);
  });

  it('are named in a text each', () => {
    for (const reason of Object.values(RejectReason)) if (reason !== 3) expect(rejectText[reason]).toMatch(/\w/);
  });

  it('do not stay: the next message is judged by itself', () => {
    expect(check(order(FULL.replace('40=1', '40=1|40=2')))).toBe('373=13 371=40');
    expect(check(order(FULL))).toBe('valid');
    expect(check(message('D', 9, ORDER))).toBe('valid');
  });
});

describe('any fields at all', () => {
  it('are judged without an exception, and a fault names a tag that is there or is due', () => {
    const tag = fc.oneof(
      fc.constantFrom(11, 34, 38, 40, 44, 49, 52, 54, 55, 56, 58, 60, 448, 447, 452, 453, 802, 523),
      fc.integer({ min: -9, max: 99_999_999 }),
    );
    const value = fc.oneof(
      fc.constantFrom('', '0', '1', '2', '65', '-1', 'Y', TIME, 'AAPL', '9'.repeat(300)),
      fc.stringMatching(/^[ -~]{0,12}$/),
    );
    const type = fc.constantFrom('A', '0', '2', '4', 'D', 'F', 'G', 'q', 'AF', 'B', '*', 'ABC');
    fc.assert(
      fc.property(type, fc.array(fc.tuple(tag, value), { maxLength: 40 }), fc.boolean(), (msgType, fields, headed) => {
        const parser = new FixParser(limits);
        const body = fields.map(([t, v]) => `${t}=${v.replaceAll('|', '')}|`).join('');
        parser.append(bytes(fix(`35=${msgType}|${headed ? HEAD : ''}${body}`)));
        if (parser.next() !== Parse.message) return;
        const reason = validator.check(parser);
        if (reason === VALID || validator.refTag === NO_TAG || reason === RejectReason.requiredTagMissing) return;
        expect(parser.find(validator.refTag)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a dialect', () => {
  const tables: DialectTables = {
    ...fix44Tables,
    beginString: 'FIX.4.9',
    lastTag: 200,
    undefinedTags: '20',
    header: '8! 9! 35! 49! 56! 34! 52!',
    trailer: '10!',
    components: { Notes: '33{58 66}' },
    messages: { B: ['News', '148! <Notes> 61'] },
    otherMessages: 'C',
    ownFields: {},
    types: { char: '61', unsigned: '34', timestamp: '52' },
    values: { 61: '0 1' },
    conditional: { B: '61=1:33' },
  };
  const news = (rest: string) => fix(`35=B|${HEAD}${rest}`, 'FIX.4.9');

  it('is its tables and nothing else', () => {
    const own = new Validator(new Dialect(tables));
    const judge = (text: string) => [own.check(parseOne(text)), own.refTag];
    expect(judge(news('148=x|33=2|58=a|66=b|58=c|61=1|'))).toEqual([VALID, NO_TAG]);
    expect(judge(news('61=0|'))).toEqual([RejectReason.requiredTagMissing, 148]);
    expect(judge(news('148=x|61=2|'))).toEqual([RejectReason.incorrectValue, 61]);
    expect(judge(news('148=x|33=1|58=a|58=c|'))).toEqual([RejectReason.groupCountMismatch, 33]);
    expect(judge(news('148=x|20=a|'))).toEqual([RejectReason.invalidTag, 20]);
    expect(judge(fix(`35=D|${HEAD}11=x|`, 'FIX.4.9'))).toEqual([RejectReason.invalidMsgType, NO_TAG]);
    judge(news('148=x|61=1|'));
    expect(own.missingConditional).toBe(33);
  });

  it('whose tables speak of a tag that it does not have does not start', () => {
    expect(() => new Dialect({ ...tables, header: '8! 9! 35! 201' })).toThrow(
      'FIX.4.9 tables: tag 201 is used but not defined',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dialect, type DialectOptions } from '../../gateway/fix/dialect/dialect.js';
import { fix42, fix44, fix50sp2 } from '../../gateway/fix/dialect/versions.js';
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
      'a security definition, which only the venue sends',
      fix(`35=d|${HEAD}320=J|322=1|323=6|55=TBS|22=8|167=CS|336=ONE|58=No|454=0|`),
    ],
    [
      'an unsupported type with a group of which nothing is known',
      fix(`35=S|${HEAD}262=R|263=1|264=0|267=2|269=0|269=1|146=1|55=A|`),
    ],
  ])('%s', (_, text) => {
    expect(check(text)).toBe('valid');
  });

  it('say whether their type is supported', () => {
    check(fix(`35=AA|${HEAD}584=R|585=7|`));
    expect([validator.message?.msgType, validator.isTaken]).toEqual(['AA', false]);
    check(message('8', 13, '37=1-1|'));
    expect([validator.message?.name, validator.isTaken]).toEqual(['ExecutionReport', false]);
    check(order(FULL));
    expect([validator.message?.name, validator.isTaken]).toEqual(['NewOrderSingle', true]);
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
    ['one of several characters that is not of the list', order(`${FULL}18=1 f|`), '373=5 371=18'],
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

describe('the versions', () => {
  const head = (type: string) => `35=${type}|34=2|49=A|56=B|52=${TIME}|`;
  const body = `11=ID|40=1|54=1|38=2|55=INTC|60=${TIME}|`;
  const judge = (dialect: Dialect, text: string, side: 'in' | 'out' = 'in') => {
    const own = new Validator(dialect, 64, side);
    const reason = own.check(parseOne(fix(text, dialect.beginString)));
    return reason === VALID ? 'valid' : `373=${reason} 371=${own.refTag}`;
  };

  it('each know the order that is theirs', () => {
    expect(judge(fix42, `${head('D')}${body}`)).toBe('373=1 371=21'); // HandlInst was required then
    expect(judge(fix42, `${head('D')}${body}21=1|`)).toBe('valid');
    expect(judge(fix44, `${head('D')}${body}`)).toBe('valid');
    expect(judge(fix50sp2, `${head('D')}${body}1138=1|2362=7|2964=2|`)).toBe('valid');
    expect(judge(fix44, `${head('D')}${body}1138=1|`)).toBe('373=0 371=1138');
    expect(judge(fix42, `${head('D')}${body}21=1|453=1|448=A|`)).toBe('373=0 371=453');
  });

  it('each know what reports are like', () => {
    const report = '37=1-1|17=1-2|39=0|55=AAPL|54=1|151=100|14=0|6=0|';
    expect(judge(fix42, `${head('8')}${report}20=0|150=1|`, 'out')).toBe('valid');
    expect(judge(fix42, `${head('8')}${report}150=0|`, 'out')).toBe('373=1 371=20');
    expect(judge(fix44, `${head('8')}${report}150=1|`, 'out')).toBe('373=5 371=150');
    expect(judge(fix44, `${head('8')}${report}150=F|`, 'out')).toBe('valid');
    expect(judge(fix50sp2, `${head('8')}${report}150=L|`, 'out')).toBe('valid');
    expect(judge(fix44, `${head('8')}${report}150=L|`, 'out')).toBe('373=5 371=150');
  });

  it('take any value where the version has no list', () => {
    expect(judge(fix42, `${head('D')}${body}21=1|65=WI|`)).toBe('valid');
    expect(judge(fix44, `${head('D')}${body}65=ANY|`)).toBe('valid');
    expect(judge(fix50sp2, `${head('D')}${body}65=ANY|`)).toBe('373=5 371=65');
    expect(judge(fix42, `${head('E')}66=L|394=3|68=1|73=1|11=A|67=1|55=INTC|54=1|`)).toBe('valid');
  });

  it('have names and types of their own', () => {
    const nameOf = (dialect: Dialect, tag: number) => dialect.fields[dialect.slotOf[tag]]?.name;
    expect([fix42, fix44, fix50sp2].map((d) => nameOf(d, 32))).toEqual(['LastShares', 'LastQty', 'LastQty']);
    expect([fix42, fix44, fix50sp2].map((d) => nameOf(d, 327))).toEqual(['HaltReasonChar', 'HaltReasonChar', 'HaltReason']);
    expect(judge(fix44, `${head('f')}55=A|327=I|`, 'out')).toBe('valid');
    expect(judge(fix50sp2, `${head('f')}55=A|327=I|`, 'out')).toBe('373=6 371=327');
  });

  it('ask for DefaultApplVerID in a Logon over FIXT only', () => {
    const logon = `${head('A')}98=0|108=30|`;
    expect(judge(fix50sp2, logon)).toBe('373=1 371=1137');
    expect(judge(fix50sp2, `${logon}1137=9|`)).toBe('valid');
    expect(judge(fix44, logon)).toBe('valid');
    expect(judge(fix42, logon)).toBe('valid');
  });

  it('take the same requests: what FIX 4.2 does not have is taken from later versions', () => {
    for (const dialect of [fix42, fix44, fix50sp2]) {
      expect(judge(dialect, `${head('q')}11=M|530=7|60=${TIME}|`)).toBe('valid');
      expect(judge(dialect, `${head('AF')}584=S|585=7|`)).toBe('valid');
      expect(judge(dialect, `${head('x')}320=L|559=4|`)).toBe('valid');
    }
  });

  it('leave a field free whose values came with a later one', () => {
    const list = '66=L|394=3|68=1|73=1|11=a|67=1|55=A|54=1|';
    expect(judge(fix42, `${head('E')}${list}`)).toBe('valid');
    expect(judge(fix44, `${head('E')}${list.replace('394=3', '394=9')}`)).toBe('373=5 371=394');
    expect(judge(fix44, `${head('D')}${body}65=WI|`)).toBe('valid');
    expect(judge(fix50sp2, `${head('D')}${body}65=XX|`)).toBe('373=5 371=65');
  });

  it('ask each entry of a group for what it needs', () => {
    const request = (entries: string) => `${head('V')}262=R|263=1|264=0|267=2|269=0|269=1|${entries}`;
    expect(judge(fix44, request('146=2|55=A|55=B|'))).toBe('valid');
    expect(judge(fix44, `${head('E')}66=L|394=3|68=2|73=2|11=a|67=1|55=A|54=1|11=b|55=A|54=2|`)).toBe('373=1 371=67');
  });
});

describe('a dialect', () => {
  const options: DialectOptions = {
    version: '44',
    beginString: 'FIX.4.9',
    applVerId: '',
    traits: fix44.traits,
    conditional: { B: '61=1:33' },
    tables: {
      lastTag: 200,
      undefinedTags: '20-22 30',
      header: '8! 9! 35! 49! 56! 34! 52!',
      trailer: '10!',
      components: { Notes: '33{58 1}' },
      messages: { B: ['in', 'News', '148! <Notes> 61'] },
      otherMessages: 'C',
      ownFields: {},
    },
  };
  const news = (rest: string) => fix(`35=B|${HEAD}${rest}`, 'FIX.4.9');

  it('is its tables and nothing else', () => {
    const own = new Validator(new Dialect(options));
    const judge = (text: string) => [own.check(parseOne(text)), own.refTag];
    expect(judge(news('148=x|33=2|58=a|1=b|58=c|61=1|'))).toEqual([VALID, NO_TAG]);
    expect(judge(news('61=0|'))).toEqual([RejectReason.requiredTagMissing, 148]);
    expect(judge(news('148=x|61=3|'))).toEqual([RejectReason.incorrectValue, 61]);
    expect(judge(news('148=x|33=1|58=a|58=c|'))).toEqual([RejectReason.groupCountMismatch, 33]);
    for (const tag of [20, 21, 22, 30]) expect(judge(news(`148=x|${tag}=a|`))).toEqual([RejectReason.invalidTag, tag]);
    expect(judge(fix(`35=D|${HEAD}11=x|`, 'FIX.4.9'))).toEqual([RejectReason.invalidMsgType, NO_TAG]);
    judge(news('148=x|61=1|'));
    expect(own.missingConditional).toBe(33);
  });

  it('whose tables speak of a field or a component that is not known does not start', () => {
    const { tables } = options;
    expect(() => new Dialect({ ...options, tables: { ...tables, header: '8! 9! 35! 4999' } })).toThrow(
      'FIX.4.9 tables: tag 4999 is used, but not in the table of fields',
    );
    expect(() => new Dialect({ ...options, tables: { ...tables, messages: { B: ['in', 'News', '<Nots>'] } } })).toThrow(
      'component Nots is used but not defined',
    );
  });
});

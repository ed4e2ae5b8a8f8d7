import { describe, expect, it } from 'vitest';
import { Decoder, decodedLine, rawLine, splitFields } from '../../gateway/fix/decode.js';
import { fix42, fix44, fix50sp2 } from '../../gateway/fix/dialect/versions.js';
import { EACH_TYPE, fix, naive } from './support.js';

const soh = (text: string) => text.replaceAll('|', '\x01');
const frame = new Set([8, 9, 10, 34, 35, 43, 49, 52, 56]);
const line = (text: string, dialect = fix44) =>
  decodedLine(new Decoder(dialect).decode(soh(fix(text, dialect.beginString))), frame);

describe('the fields of a message', () => {
  it('are those that a naive reader finds', () => {
    for (const text of EACH_TYPE) expect(splitFields(soh(text))).toEqual(naive(text));
  });

  it('are found in what is no message too', () => {
    expect(splitFields(soh('8=FIX|x|=5|95=99|96=a|7'))).toEqual([
      [8, 'FIX'],
      [0, 'x'],
      [0, '=5'],
      [95, '99'],
      [96, 'a'],
      [0, '7'],
    ]);
    expect(splitFields('')).toEqual([]);
  });
});

describe('a message for people', () => {
  it('has the names of its fields and values', () => {
    expect(line('35=D|34=7|49=A|56=B|11=a|55=AAPL|54=1|38=5|40=2|44=1.50|59=3|')).toBe(
      'NewOrderSingle(D) 7  ClOrdID(11)=a  Symbol(55)=AAPL  Side(54)=1 (Buy)  OrderQty(38)=5  OrdType(40)=2 (Limit)  ' +
        'Price(44)=1.50  TimeInForce(59)=3 (ImmediateOrCancel)',
    );
  });

  it('has those of its own version', () => {
    const report = '35=8|34=7|43=Y|150=1|32=4|';
    expect(line(report, fix42)).toBe('ExecutionReport(8) 7 PossDup  ExecType(150)=1 (PartialFill)  LastShares(32)=4');
    expect(line(report, fix44)).toBe('ExecutionReport(8) 7 PossDup  ExecType(150)=1  LastQty(32)=4');
    expect(line('35=A|34=1|1137=9|', fix50sp2)).toBe('Logon(A) 1  DefaultApplVerID(1137)=9');
  });

  it('says what a reject speaks of', () => {
    expect(line('35=3|34=7|45=2|371=54|372=D|373=5|')).toBe(
      'Reject(3) 7  RefSeqNum(45)=2  RefTagID(371)=54 (Side)  RefMsgType(372)=D (NewOrderSingle)  ' +
        'SessionRejectReason(373)=5 (ValueIsIncorrect)',
    );
  });

  it('shows what it does not know as it came', () => {
    expect(line('35=ZZ|34=1|9999=x|')).toBe('MsgType(ZZ) 1  ?(9999)=x');
    expect(line('35=R|131=q|')).toBe('MsgType(R) ?  ?(131)=q');
  });

  it('keeps control characters from the terminal', () => {
    expect(line('35=B|34=1|148=a\x1b[2Jb\xe9|')).toContain('Headline(148)=a\\x1b[2Jb\\xe9');
  });

  it('shows no password, decoded or raw', () => {
    const logon = '35=A|34=1|553=me|554=hunter2|925=hunter3|95=9|96=hun\x01ter-4|';
    expect(line(logon, fix50sp2)).toBe(
      'Logon(A) 1  Username(553)=me  Password(554)=***  NewPassword(925)=***  RawDataLength(95)=9  RawData(96)=***',
    );
    expect(rawLine(soh(fix(logon)))).toMatch(
      /^8=FIX\.4\.4\|9=\d+\|35=A\|34=1\|553=me\|554=\*{3}\|925=\*{3}\|95=9\|96=\*{3}\|10=...\|$/,
    );
  });
});

/** A second, naive opinion on FIX for the tests: builds messages from text with | for SOH, and reads them back field by field. */
import { FixParser, Parse } from '../../gateway/fix/parser.js';

export const TIME = '20260102-03:04:05.678';
export const limits = { fixMessageBytes: 8192, fixFields: 512 };

export function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll('|', '\x01'), 'latin1'));
}

export function checkSum(text: string): string {
  let sum = 0;
  for (const byte of bytes(text)) sum += byte;
  return String(sum % 256).padStart(3, '0');
}

/** A whole message of a body that begins with 35=. */
export function fix(body: string, beginString = 'FIX.4.4'): string {
  const text = `8=${beginString}|9=${body.length}|${body}`;
  return `${text}10=${checkSum(text)}|`;
}

/** A message with a full header; `rest` is its body. */
export function message(msgType: string, msgSeqNum: number, rest: string): string {
  return fix(`35=${msgType}|34=${msgSeqNum}|49=BROKER|56=VENUE|52=${TIME}|${rest}`);
}

export const ORDER = `11=ID1|21=1|55=AAPL|54=1|38=100|40=2|44=10.25|60=${TIME}|`;

/** One message of each type that the dialect supports. */
export const EACH_TYPE = [
  message('A', 1, '98=0|108=30|141=Y|8013=Y|'),
  message('0', 2, '112=HELLO|'),
  message('1', 3, '112=HELLO|'),
  message('2', 4, '7=1|16=0|'),
  message('3', 5, '45=2|372=D|373=5|371=21|58=wrong|'),
  message('4', 6, '123=Y|36=20|'),
  message('5', 7, '58=bye|'),
  message('D', 8, `${ORDER}453=2|448=A|447=D|452=1|802=1|523=S|803=1|448=B|447=D|452=3|`),
  message('F', 9, `41=ID1|11=ID2|55=AAPL|54=1|60=${TIME}|38=100|`),
  message('G', 10, `41=ID1|11=ID2|55=AAPL|54=1|60=${TIME}|38=50|40=2|44=10.00|`),
  message('H', 11, '11=ID1|55=AAPL|54=1|790=Q|'),
  message('q', 12, `11=ID3|530=7|60=${TIME}|`),
  message('8', 13, '37=1-1|17=1-2|150=0|39=0|55=AAPL|54=1|151=100|14=0|6=0|'),
  message('9', 14, '37=1-1|11=ID2|41=ID1|39=2|434=1|102=0|'),
  message('r', 15, '37=NONE|11=ID3|530=7|531=7|533=2|'),
  message('j', 16, '45=3|372=AF|380=3|'),
  message('B', 17, '148=news|95=5|96=a\x01b=c|'),
];

export interface Parsed {
  status: 'message' | 'garbled' | 'fatal';
  fields: [number, string][];
}

/** Feeds the pieces one by one and says what came out. */
export function feed(parser: FixParser, pieces: Uint8Array[]): Parsed[] {
  const seen: Parsed[] = [];
  for (const piece of pieces) {
    let from = 0;
    do {
      from += parser.append(piece, from);
      for (;;) {
        const status = parser.next();
        if (status === Parse.needMore) break;
        if (status === Parse.fatal) {
          seen.push({ status: 'fatal', fields: [] });
          return seen;
        }
        if (status === Parse.garbled) seen.push({ status: 'garbled', fields: [] });
        else seen.push({ status: 'message', fields: fieldsOf(parser) });
      }
    } while (from < piece.length);
  }
  return seen;
}

export function fieldsOf(parser: FixParser): [number, string][] {
  return Array.from({ length: parser.fieldCount }, (_, i) => [parser.tag[i], parser.text(i)]);
}

/** Field by field, by splitting text; knows RawData only as what it is in EACH_TYPE. */
export function naive(text: string): [number, string][] {
  return text
    .replaceAll('\x01', '\x02')
    .split('|')
    .slice(0, -1)
    .map((field) => {
      const at = field.indexOf('=');
      return [Number(field.slice(0, at)), field.slice(at + 1).replaceAll('\x02', '\x01')];
    });
}

export function parseOne(text: string): FixParser {
  const parser = new FixParser(limits);
  parser.append(bytes(text));
  if (parser.next() !== Parse.message) throw new Error(`not a message (${parser.fault}): ${text}`);
  return parser;
}

/** What can go wrong with a message on its way, by accident or by intent. Seeded: the same numbers give the same bytes. */
import type { Random } from '../../gateway/demo/random.js';
import type { Field } from './valid-message.js';
import { withCheckSum } from './valid-message.js';

const SOH = '\x01';
const TAGS =
  `0 -1 00 034 1 7 8 9 10 11 16 34 35 36 38 40 43 44 49 52 54 55 56 58 59 78 90 91 93 95 96 97 98 108 112 115 122 123 126 141 146
  212 213 267 268 354 355 384 386 453 539 553 554 789 802 1128 1137 7928 8000 8013 9999 65535 65536 99999 100000 131106 999999999 1000000000
  2147483648 4294967330 99999999999999999999 +34 3.4 34e0 x`.split(/\s+/);
const VALUES = [
  ...[
    '',
    ' ',
    '0',
    '00',
    '1',
    '2',
    '3',
    '7',
    '64',
    '65',
    '-0',
    '-1',
    '+1',
    '1.5',
    '.5',
    '5.',
    '.',
    '1e3',
    '1E400',
    '0x10',
    'NaN',
    'Infinity',
  ],
  ...[
    '127',
    '128',
    '255',
    '256',
    '32767',
    '65535',
    '65536',
    '2147483647',
    '2147483648',
    '4294967295',
    '4294967296',
    '999999999',
    '1000000000',
  ],
  ...[
    '9007199254740991',
    '9007199254740992',
    '9007199254740993',
    '-9007199254740993',
    '1e308',
    '99999999999999999999',
    '0.00000000000000000001',
  ],
  ...['Y', 'N', 'y', 'A', 'Z', 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(300), '\x00', '\xff\xfe', '\xe9', '='],
  ...[
    '20231114-22:13:20',
    '20991231-23:59:59',
    '19691231-23:59:59',
    '20230229-00:00:00',
    '20231114-24:00:00',
    '20231114-23:59:60.999999999',
  ],
  ...[
    '8=FIX.4.4',
    '10=000',
    'AAPL',
    'MSFT',
    'FIX.4.4',
    'FIXT.1.1',
    '1 2',
    'A  B',
    '6 R',
    '../../etc/passwd',
    '%s%n',
    '"; drop table',
  ],
];

export interface Tagged {
  tag: string;
  value: string;
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)];

/** Changes the fields of a message, MsgType included. @param other fields of another message, to take from */
export function mutateFields(random: Random, fields: Tagged[], other: readonly Field[]): void {
  const at = random.below(fields.length + 1);
  const field = fields[at % Math.max(1, fields.length)];
  if (field === undefined) return;
  switch (random.below(11)) {
    case 0:
      fields.splice(at, 1);
      break;
    case 1:
      fields.splice(at, 0, { ...pick(random, fields) });
      break;
    case 2: {
      const second = pick(random, fields);
      const { tag, value } = field;
      Object.assign(field, second);
      Object.assign(second, { tag, value });
      break;
    }
    case 3:
      field.tag = pick(random, TAGS);
      break;
    case 4:
    case 5:
      field.value = pick(random, VALUES);
      break;
    case 6:
      fields.splice(at, 0, { tag: pick(random, TAGS), value: pick(random, VALUES) });
      break;
    case 7:
      field.value = field.value.replace(/\d/, (digit) => digit.repeat(1 + random.below(400)));
      break;
    case 8:
      field.value = String(Number.parseInt(field.value, 10) + random.below(5) - 2);
      break;
    case 9:
      fields.splice(
        at,
        fields.length,
        ...other.slice(random.below(other.length)).map(([tag, value]) => ({ tag: String(tag), value })),
      );
      break;
    default:
      fields.splice(
        1,
        0,
        { tag: '43', value: 'Y' },
        ...(random.below(2) === 0 ? [{ tag: '122', value: '20231114-22:13:20' }] : []),
      );
  }
}

/** Changes the bytes of a message. @param other another message, to be spliced with */
export function mutateBytes(random: Random, text: string, other: string): string {
  const at = random.below(text.length + 1);
  const length = 1 + random.geometric(0.7, 60);
  const before = text.slice(0, at);
  const after = text.slice(at);
  switch (random.below(10)) {
    case 0:
    case 1: {
      const flipped = (text.charCodeAt(at % text.length) ^ (1 << random.below(8))) & 0xff;
      return text.slice(0, at % text.length) + String.fromCharCode(flipped) + text.slice((at % text.length) + 1);
    }
    case 2:
      return before + randomBytes(random, length) + after;
    case 3:
      return before + after.slice(length);
    case 4:
      return before + after.slice(0, length) + after;
    case 5: {
      const from = text.indexOf(SOH, at);
      if (from < 0) return before;
      const without = text.slice(0, from) + text.slice(from + 1);
      const to = random.below(without.length);
      return without.slice(0, to) + SOH + without.slice(to);
    }
    case 6:
      return before;
    case 7:
      return before + other.slice(random.below(other.length));
    case 8:
      return before + '8=FIX'.repeat(length) + after;
    default:
      return (
        before + pick(random, [SOH, '=', '|', '\x00', '\xff', '10=', '\x0110=000\x01', '\x019=', '8=FIX.4.4\x019=']) + after
      );
  }
}

/** BodyLength(9) in another form, or another one; the CheckSum is right. */
export function mutateLength(random: Random, text: string): string {
  const front = text.slice(0, text.lastIndexOf(`${SOH}10=`) + 1);
  const changed = front.replace(/\x019=(\d+)/, (_, digits: string) => {
    const off = Number(digits) + random.below(41) - 20;
    return `\x019=${pick(random, [digits.padStart(6, '0'), digits.padStart(7, '0'), off, -Number(digits), '', '8160', '999999', '0'])}`;
  });
  return withCheckSum(changed);
}

/** Any bytes, most of them such as FIX is made of. */
export function randomBytes(random: Random, count: number): string {
  let bytes = '';
  for (let i = 0; i < count; i++) {
    bytes +=
      random.below(3) === 0
        ? String.fromCharCode(random.below(256))
        : pick(random, [SOH, '=', '8', '9', '1', '0', '3', '5', 'F']);
  }
  return bytes;
}

/** BodyLength and CheckSum made right again, one of them, or neither. */
export function repair(random: Random, text: string): string {
  const how = random.below(20);
  const head = /^8=[^\x01]*\x019=[^\x01]*\x01/.exec(text)?.[0];
  const trailer = text.lastIndexOf(`${SOH}10=`);
  if (how < 4 || head === undefined || trailer < head.length - 1) return text;
  const body = text.slice(head.length, trailer + 1);
  const begin = head.slice(0, head.indexOf(SOH) + 1);
  const right = `${begin}9=${body.length}${SOH}${body}`;
  if (how === 4) return right + text.slice(trailer + 1);
  return withCheckSum(how === 5 ? head + body : right);
}

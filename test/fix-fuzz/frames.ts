/**
 * A second, naive opinion on framing: text in, messages and garbled places out, by searching and cutting strings. Written from
 * gateway/fix/README.md; it shares nothing with the parser.
 */
export interface Frame {
  /** All of it, BeginString first, CheckSum last; those above the limit of fields left out. */
  fields: readonly [tag: number, value: string][];
  /** It had more fields than the venue takes. */
  isCut: boolean;
  bytes: number;
}

export type Item = Frame | 'garbled' | 'fatal';

const SOH = '\x01';
const BEGIN = '8=FIX';
const TRAILER = '10=ddd\x01';
/** Length field and data field. */
const DATA: Readonly<Record<number, number>> = {
  ...{ 90: 91, 93: 89, 95: 96, 212: 213, 348: 349, 350: 351, 352: 353, 354: 355, 356: 357, 358: 359, 360: 361, 362: 363 },
  ...{ 364: 365, 445: 446, 618: 619, 621: 622, 1184: 1185, 1277: 1278, 1280: 1281, 1282: 1283, 1397: 1398, 1401: 1402 },
  ...{ 1403: 1404, 1468: 1469 },
};

export class Frames {
  /** What is not done with. */
  rest = '';
  private skipping = false;
  private skipped = 0;

  constructor(
    private readonly fixFields: number,
    public maxBytes: number,
  ) {}

  /** What these bytes bring, as far as can be told by now. */
  take(bytes: string): Item[] {
    this.rest += bytes;
    const items: Item[] = [];
    for (let item = this.next(); item !== null; item = this.next()) {
      items.push(item);
      if (item === 'fatal') break;
    }
    return items;
  }

  private next(): Item | null {
    if (this.skipping && !this.skip()) {
      if (this.skipped <= this.maxBytes) return null;
      this.skipped = 0;
      return 'garbled';
    }
    const { rest } = this;
    if (!BEGIN.startsWith(rest.slice(0, BEGIN.length))) return this.garbled(1);
    const soh = rest.indexOf(SOH);
    const versionEnd = soh < 0 ? rest.length : soh;
    if (versionEnd - '8='.length > 12) return this.garbled(1);
    if (soh < 0 || rest.length < soh + 3) return null;
    if (rest.slice(soh + 1, soh + 3) !== '9=') return this.garbled(soh);
    const from = soh + 3;
    const digits = /^\d{0,6}/.exec(rest.slice(from))![0];
    const end = from + digits.length;
    if (end === rest.length) return null;
    if (digits === '' || rest[end] !== SOH) return this.garbled(end);
    return this.whole(end + 1 + Number(digits));
  }

  private whole(bodyEnd: number): Item | null {
    const { rest } = this;
    const end = bodyEnd + TRAILER.length;
    if (end > this.maxBytes) return 'fatal';
    const trailer = rest.slice(bodyEnd, end);
    if (rest.length >= bodyEnd && rest[bodyEnd - 1] !== SOH) return this.garbled(bodyEnd);
    if (!isLike(TRAILER, trailer)) return this.garbled(bodyEnd);
    if (trailer.length < TRAILER.length) return null;
    const body = rest.slice(0, bodyEnd);
    const fields = readFields(body);
    if (fields === null || sumOf(body) % 256 !== Number(trailer.slice(3, 6)) || fields[2]?.[0] !== 35) return this.garbled(end);
    this.rest = rest.slice(end);
    const kept = fields.slice(0, this.fixFields - 1);
    return { fields: [...kept, [10, trailer.slice(3, 6)]], isCut: kept.length < fields.length, bytes: end };
  }

  private garbled(resumeAt: number): Item {
    this.rest = this.rest.slice(resumeAt);
    this.skipping = true;
    this.skipped = 0;
    return 'garbled';
  }

  /** Goes on to the next beginning, or what may become one; whether it is there. */
  private skip(): boolean {
    const { rest } = this;
    let at = rest.indexOf(BEGIN);
    this.skipping = at < 0;
    for (let kept = BEGIN.length - 1; at < 0; kept--) if (rest.endsWith(BEGIN.slice(0, kept))) at = rest.length - kept;
    this.skipped += at;
    this.rest = rest.slice(at);
    return !this.skipping;
  }
}

/** Whether a beginning of `pattern` is what has come; d stands for a digit. */
function isLike(pattern: string, text: string): boolean {
  return [...text].every((char, i) => (pattern[i] === 'd' ? /\d/.test(char) : char === pattern[i]));
}

export function sumOf(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  return sum;
}

/** The fields of a text that ends with SOH; null: it is none of fields. */
export function readFields(text: string): [number, string][] | null {
  const fields: [number, string][] = [];
  let dataTag = Number.NaN;
  let dataLength = Number.NaN;
  for (let at = 0; at < text.length; ) {
    const tagText = /^(0|-\d{1,9}|[1-9]\d{0,8})=/.exec(text.slice(at, at + 11))?.[1];
    if (tagText === undefined || /^-0+$/.test(tagText)) return null;
    const tag = Number(tagText);
    const from = at + tagText.length + 1;
    const end = tag === dataTag ? from + dataLength : text.indexOf(SOH, from);
    if (text[end] !== SOH || tag === 10) return null;
    const value = text.slice(from, end);
    fields.push([tag, value]);
    dataTag = DATA[tag] ?? Number.NaN;
    dataLength = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    at = end + 1;
  }
  return fields;
}

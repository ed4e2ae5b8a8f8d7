/** Messages of the certification: ours, faults included, and the venue's, cut from its bytes and looked at closely. */
import { splitFields, type TextField } from '../decode.js';

export const SOH = '\x01';
/** A longer one is taken for garbled, so that what waits for its end is bounded. */
const MESSAGE_MAX = 65_536;

export interface Frame {
  beginString: string;
  msgType: string;
  /** Header without 8, 9 and 35, and body. */
  rest: string;
  bodyLength?: number;
  checkSum?: number;
  typeFirst?: boolean;
}

/** A whole message, wrong where it is asked to be. */
export function frame({ beginString, msgType, rest, bodyLength = 0, checkSum = 0, typeFirst = false }: Frame): string {
  const body = `35=${msgType}${SOH}${rest}${SOH}`;
  const length = `9=${body.length + bodyLength}${SOH}`;
  const type = `35=${msgType}${SOH}`;
  const after = typeFirst ? `${type}${length}${body.slice(type.length)}` : `${length}${body}`;
  const front = `8=${beginString}${SOH}${after}`;
  return `${front}10=${threeDigits(sum(front) + checkSum)}${SOH}`;
}

/** What came from the venue: a message, or what cannot be one and why. */
export class Received {
  readonly fields: readonly TextField[];

  constructor(
    readonly text: string,
    /** '' for a sound message. */
    readonly fault: string,
    readonly atMs: number,
  ) {
    this.fields = splitFields(text);
  }

  get(tag: number): string | undefined {
    return this.fields.find((field) => field[0] === tag)?.[1];
  }

  get msgType(): string {
    return this.get(35) ?? '';
  }

  get msgSeqNum(): number {
    return Number(this.get(34));
  }

  get possDup(): boolean {
    return this.get(43) === 'Y';
  }
}

/** Cuts one connection's bytes into messages. */
export class Cutter {
  private text = '';

  /** @param bytes as latin1 text */
  push(bytes: string, atMs: number): Received[] {
    this.text += bytes;
    const found: Received[] = [];
    for (let next = this.cut(); next !== null; next = this.cut()) {
      found.push(new Received(next.text, next.fault, atMs));
      this.text = this.text.slice(next.text.length);
    }
    return found;
  }

  /** The first message, with what is wrong with it; null: more must come. */
  private cut(): { text: string; fault: string } | null {
    const { text } = this;
    if (text === '') return null;
    if (!'8='.startsWith(text.slice(0, 2))) return this.garbled('8=FIX', 'a message does not begin with BeginString(8)');
    const head = /^8=[^\x01]{1,16}\x019=(\d{1,6})\x01/.exec(text);
    if (head === null) {
      const isWhole = text.split(SOH).length > 3 || text.length > 40;
      return isWhole ? this.garbled(`${SOH}8=FIX`, 'BodyLength(9) is not the second field, or no number') : null;
    }
    const bodyEnd = head[0].length + Number(head[1]);
    if (bodyEnd > MESSAGE_MAX) return this.garbled(`${SOH}8=FIX`, `BodyLength(9) is ${head[1]}`);
    if (text.length < bodyEnd + 7) return null;
    const trailer = /^10=(\d{3})\x01/.exec(text.slice(bodyEnd));
    if (trailer === null || text[bodyEnd - 1] !== SOH) {
      return this.garbled(`${SOH}8=FIX`, `BodyLength(9) is ${head[1]}, and does not end at CheckSum(10)`);
    }
    const whole = text.slice(0, bodyEnd + 7);
    const right = threeDigits(sum(text.slice(0, bodyEnd)));
    return { text: whole, fault: trailer[1] === right ? '' : `CheckSum(10) is ${trailer[1]}, its bytes add up to ${right}` };
  }

  /** All up to the next message, or to what may be its beginning. */
  private garbled(next: string, fault: string): { text: string; fault: string } | null {
    const { text } = this;
    let at = text.indexOf(next, 1);
    for (let kept = next.length - 1; at < 0 && kept >= 0; kept--)
      if (text.endsWith(next.slice(0, kept))) at = text.length - kept;
    const end = next.startsWith(SOH) && at < text.length ? at + 1 : at;
    return end === 0 ? null : { text: text.slice(0, end), fault };
  }
}

function sum(text: string): number {
  let total = 0;
  for (let i = 0; i < text.length; i++) total += text.charCodeAt(i);
  return total;
}

function threeDigits(value: number): string {
  return String(((value % 256) + 256) % 256).padStart(3, '0');
}

/** What went over the wire in a case, as lines for people: passwords hidden, and of the header only what is not as usual. */
import { type Decoder, decodedLine } from '../decode.js';
import { Cutter } from './message.js';

/** Shown before the fields; BodyLength and CheckSum are told only when they are wrong. */
const HIDDEN = [9, 10, 34, 35, 43];
/** SendingTime is near enough to that of the line. */
const NOW_MS = 60_000;
/** A case has some dozens of messages; of more, the first are let go. */
const LINES_MAX = 500;

export class Transcript {
  private lines: string[] = [];
  private readonly compIds: ReadonlySet<string>;

  constructor(
    private readonly decoder: Decoder,
    sender: string,
    target: string,
  ) {
    this.compIds = new Set([sender, target]);
  }

  clear(): void {
    this.lines = [];
  }

  add(direction: 'in' | 'out', text: string): void {
    const time = new Date().toISOString().slice(11, 23);
    this.lines.push(`${direction.padEnd(3)} ${time} ${this.line(text)}`);
    if (this.lines.length > LINES_MAX) this.lines.shift();
  }

  /** A message, or why it is none. */
  line(text: string): string {
    const cut = new Cutter().push(text, 0).at(0);
    const fault = cut === undefined ? 'it has no end' : cut.fault;
    const message = this.decoder.decode(text);
    const usual = message.fields.filter(({ tag, value }) => this.isUsual(tag, value)).map(({ tag }) => tag);
    const line = decodedLine(message, new Set([...HIDDEN, ...usual]));
    return fault === '' ? line : `garbled (${fault})  ${line}`;
  }

  get all(): string[] {
    return [...this.lines];
  }

  private isUsual(tag: number, value: string): boolean {
    if (tag === 8) return value === this.decoder.dialect.beginString;
    if (tag === 49 || tag === 56) return this.compIds.has(value);
    if (tag !== 52) return false;
    const iso = value.replace(/^(\d{4})(\d\d)(\d\d)-/, '$1-$2-$3T');
    return Math.abs(Date.parse(`${iso}Z`) - Date.now()) < NOW_MS;
  }
}

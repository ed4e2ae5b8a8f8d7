/** A received message as the handlers of a client see it: a view that holds until the handler returns. Values are read when asked for. */
import { type FixParser, unpackMsgType } from '../parser.js';

export class ClientMessage {
  private readonly bytes: Buffer;

  /** @param execTransType whether the version has ExecTransType(20) in ExecutionReports: FIX 4.2 */
  constructor(
    private readonly parser: FixParser,
    private readonly execTransType: boolean,
  ) {
    this.bytes = Buffer.from(parser.buffer.buffer, parser.buffer.byteOffset, parser.buffer.byteLength);
  }

  get msgType(): string {
    return unpackMsgType(this.parser.msgType);
  }
  get msgSeqNum(): number {
    return this.parser.msgSeqNum;
  }
  get possDup(): boolean {
    return this.parser.possDup;
  }
  get clOrdId(): string {
    return this.text(11);
  }
  get origClOrdId(): string {
    return this.text(41);
  }
  get orderId(): string {
    return this.text(37);
  }
  get execId(): string {
    return this.text(17);
  }
  get symbol(): string {
    return this.text(55);
  }
  get side(): string {
    return this.char(54);
  }
  /** ExecType(150) as FIX 4.4 has it, in any version: a fill is F. What FIX 4.2 writes is `char(150)`. */
  get execType(): string {
    return this.execTransType ? this.newerExecType() : this.char(150);
  }
  get ordStatus(): string {
    return this.char(39);
  }
  get lastQty(): number {
    return this.number(32);
  }
  get lastPx(): number {
    return this.number(31);
  }
  get leavesQty(): number {
    return this.number(151);
  }
  get cumQty(): number {
    return this.number(14);
  }
  get avgPx(): number {
    return this.number(6);
  }

  /** FIX 4.2 says by ExecTransType(20) that a report is a status or takes a trade back, and by 1 or 2 that it is a fill. */
  private newerExecType(): string {
    const transType = this.char(20);
    if (transType === '1') return 'H';
    if (transType === '2') return 'G';
    if (transType === '3') return 'I';
    const execType = this.char(150);
    return execType === '1' || execType === '2' ? 'F' : execType;
  }

  has(tag: number): boolean {
    return this.parser.find(tag) >= 0;
  }

  /** The first field with this tag as text; '' when there is none. */
  text(tag: number): string {
    const { parser } = this;
    const index = parser.find(tag);
    if (index < 0) return '';
    const from = parser.offset[index];
    return this.bytes.toString('latin1', from, from + parser.length[index]);
  }

  /** Its first character, without a new string; '' when there is none. */
  char(tag: number): string {
    const index = this.parser.find(tag);
    return index < 0 ? '' : String.fromCharCode(this.bytes[this.parser.offset[index]]);
  }

  /** Whole digits at once, anything else as Number() takes it; NaN when there is none. */
  number(tag: number): number {
    const { parser, bytes } = this;
    const index = parser.find(tag);
    if (index < 0) return Number.NaN;
    const from = parser.offset[index];
    const length = parser.length[index];
    let value = 0;
    for (let i = 0; i < length; i++) {
      const digit = bytes[from + i] - 0x30;
      if (digit < 0 || digit > 9 || length > 15) return Number(bytes.toString('latin1', from, from + length));
      value = value * 10 + digit;
    }
    return length === 0 ? Number.NaN : value;
  }

  /** All fields in order, for tests and logs. */
  get fields(): [tag: number, value: string][] {
    const { parser } = this;
    return Array.from({ length: parser.fieldCount }, (_, i) => [parser.tag[i], parser.text(i)]);
  }

  /** With | for SOH. */
  toString(): string {
    const { start, end } = this.parser;
    return this.bytes.toString('latin1', start, end).replaceAll('\x01', '|');
  }
}

/** What crosses a client's socket, cut into messages and shown: a line for each, decoded or raw. */
import { type Decoder, decodedLine, printable, rawLine, splitFields, type TextField } from '../../fix/decode.js';
import { FixParser, Parse } from '../../fix/parser.js';

export type Direction = 'in' | 'out';

export interface TrafficOptions {
  decoder: Decoder;
  raw: boolean;
  print(line: string): void;
  /** Each message that came, once it is shown. */
  onMessage(msgType: string, fields: readonly TextField[]): void;
  now(): Date;
}

const LIMITS = { fixMessageBytes: 65_536, fixFields: 4096 };
/** Shown before the fields, or the same in each message. */
const HIDDEN: ReadonlySet<number> = new Set([8, 9, 10, 34, 35, 43, 49, 52, 56, 1128]);

export class Traffic {
  private parsers: Record<Direction, FixParser>;

  constructor(private readonly options: TrafficOptions) {
    this.parsers = { in: new FixParser(LIMITS), out: new FixParser(LIMITS) };
  }

  /** Another connection begins. */
  restart(): void {
    this.parsers = { in: new FixParser(LIMITS), out: new FixParser(LIMITS) };
  }

  take(direction: Direction, bytes: Uint8Array): void {
    const parser = this.parsers[direction];
    for (let from = 0; from < bytes.length; ) {
      from += parser.append(bytes, from);
      for (let status = parser.next(); status !== Parse.needMore; status = parser.next()) {
        if (status === Parse.message) this.show(direction, textOf(parser));
        else this.line(direction, `garbled: ${printable(parser.fault)}`);
        if (status === Parse.fatal) {
          this.parsers[direction] = new FixParser(LIMITS);
          return;
        }
      }
    }
  }

  private show(direction: Direction, text: string): void {
    const { raw, decoder } = this.options;
    this.line(direction, raw ? rawLine(text) : decodedLine(decoder.decode(text), HIDDEN));
    if (direction === 'out') return;
    const fields = splitFields(text);
    this.options.onMessage(fields.find(([tag]) => tag === 35)?.[1] ?? '', fields);
  }

  private line(direction: Direction, text: string): void {
    const time = this.options.now().toISOString().slice(11, 23);
    this.options.print(`${direction.padEnd(3)} ${time} ${text}`);
  }
}

function textOf({ buffer, start, end }: FixParser): string {
  return Buffer.from(buffer.buffer, buffer.byteOffset + start, end - start).toString('latin1');
}

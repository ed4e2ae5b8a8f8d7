/**
 * Bodies of messages for many sessions, written once and copied behind the header of each. Door's thread. A body is known by its number
 * until the next clear().
 */
import { FixWriter } from '../writer.js';

export class Bodies {
  readonly writer: FixWriter;
  count = 0;
  /** Rises with each clear(). */
  generation = 0;
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly msgTypes: number[] = [];
  private readonly lasting: boolean[] = [];

  constructor(bytes: number) {
    this.writer = new FixWriter(bytes);
  }

  get bytes(): Uint8Array {
    return this.writer.u8;
  }

  /** What is written from here to end() is a body. @param isLasting it must reach everyone, however late: it says what happened */
  begin(msgType: number, isLasting: boolean): void {
    const { count } = this;
    this.starts[count] = this.writer.at;
    this.msgTypes[count] = msgType;
    this.lasting[count] = isLasting;
  }

  /** The body's number. */
  end(): number {
    this.ends[this.count] = this.writer.at;
    return this.count++;
  }

  clear(): void {
    this.writer.clear();
    this.count = 0;
    this.generation++;
  }

  start(body: number): number {
    return this.starts[body];
  }

  length(body: number): number {
    return this.ends[body] - this.starts[body];
  }

  msgType(body: number): number {
    return this.msgTypes[body];
  }

  isLasting(body: number): boolean {
    return this.lasting[body];
  }
}

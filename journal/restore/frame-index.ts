/** Where every frame is, in 56 bytes each: the frames themselves would not fit in memory. */
import type { FrameHeader } from '../frame.js';

const WORDS = 10;
const EPOCH = 0;
const SEGMENT = 1;
const OFFSET = 2;
const CRC = 3;
const PREV_CRC = 4;
const OBJECT = 5;
const AT = 6;
const LENGTH = 7;
const CONTINUED = 8;

export class FrameIndex {
  count = 0;
  private u32 = new Uint32Array(WORDS * 1024);
  /** First and last sequence of each. */
  private seqs = new Float64Array(2 * 1024);

  add(header: FrameHeader, object: number, at: number): void {
    const i = this.count++;
    if ((i + 1) * 2 > this.seqs.length) this.grow();
    const { u32, seqs } = this;
    const w = i * WORDS;
    u32[w + EPOCH] = header.epoch;
    u32[w + SEGMENT] = header.segment;
    u32[w + OFFSET] = header.offset;
    u32[w + CRC] = header.crc;
    u32[w + PREV_CRC] = header.prevCrc;
    u32[w + OBJECT] = object;
    u32[w + AT] = at;
    u32[w + LENGTH] = header.frameBytes;
    u32[w + CONTINUED] = header.continued ? 1 : 0;
    seqs[i * 2] = header.firstSeq;
    seqs[i * 2 + 1] = header.lastSeq;
  }

  epoch(i: number): number {
    return this.u32[i * WORDS + EPOCH];
  }

  crc(i: number): number {
    return this.u32[i * WORDS + CRC];
  }

  prevCrc(i: number): number {
    return this.u32[i * WORDS + PREV_CRC];
  }

  object(i: number): number {
    return this.u32[i * WORDS + OBJECT];
  }

  at(i: number): number {
    return this.u32[i * WORDS + AT];
  }

  bytes(i: number): number {
    return this.u32[i * WORDS + LENGTH];
  }

  continued(i: number): boolean {
    return this.u32[i * WORDS + CONTINUED] === 1;
  }

  firstSeq(i: number): number {
    return this.seqs[i * 2];
  }

  lastSeq(i: number): number {
    return this.seqs[i * 2 + 1];
  }

  /** Below 0, 0, above 0 as the writer of frame `a` came before, at or after the place of `b`. */
  comparePlace(a: number, b: number): number {
    const { u32 } = this;
    for (let word = EPOCH; word <= OFFSET; word++) {
      const difference = u32[a * WORDS + word] - u32[b * WORDS + word];
      if (difference !== 0) return difference;
    }
    return 0;
  }

  private grow(): void {
    const u32 = new Uint32Array(this.u32.length * 2);
    u32.set(this.u32);
    this.u32 = u32;
    const seqs = new Float64Array(this.seqs.length * 2);
    seqs.set(this.seqs);
    this.seqs = seqs;
  }
}

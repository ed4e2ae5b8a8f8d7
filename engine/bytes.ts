/** Little-endian bytes in chunks, for state that is hashed or saved. Not for hot paths. */

const CHUNK = 1 << 16;
const LONGEST = 1 << 10; // of one put

export class ByteWriter {
  /** Bytes written so far, all chunks. */
  length = 0;
  private readonly chunk = new Uint8Array(CHUNK);
  private readonly view = new DataView(this.chunk.buffer);
  private used = 0;

  /** @param take is given each chunk once it is full; the memory is used again afterwards */
  constructor(private readonly take: (chunk: Uint8Array) => void) {}

  u8(value: number): void {
    this.room();
    this.view.setUint8(this.used, value);
    this.step(1);
  }

  i32(value: number): void {
    this.room();
    this.view.setInt32(this.used, value, true);
    this.step(4);
  }

  f64(value: number): void {
    this.room();
    this.view.setFloat64(this.used, value, true);
    this.step(8);
  }

  /** Length as u8, then the bytes. */
  text(from: Uint8Array, at: number, length: number): void {
    this.u8(length);
    this.chunk.set(from.subarray(at, at + length), this.used);
    this.step(length);
  }

  string(value: string): void {
    const bytes = Buffer.from(value, 'latin1');
    this.text(bytes, 0, bytes.length);
  }

  /** Bytes of any length, as they are. */
  bytes(from: Uint8Array): void {
    this.flush();
    if (from.length > 0) this.take(from);
    this.length += from.length;
  }

  flush(): void {
    if (this.used > 0) this.take(this.chunk.subarray(0, this.used));
    this.used = 0;
  }

  private room(): void {
    if (this.used + LONGEST > CHUNK) this.flush();
  }

  private step(by: number): void {
    this.used += by;
    this.length += by;
  }
}

export class ByteReader {
  at = 0;
  private readonly view: DataView;

  constructor(private readonly source: Uint8Array) {
    this.view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  }

  u8(): number {
    return this.view.getUint8(this.at++);
  }

  i32(): number {
    this.at += 4;
    return this.view.getInt32(this.at - 4, true);
  }

  f64(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8, true);
  }

  /** The bytes of a text; valid as long as the source is. */
  text(): Uint8Array {
    const length = this.u8();
    return this.bytes(length);
  }

  string(): string {
    return Buffer.from(this.text()).toString('latin1');
  }

  bytes(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.source.length) throw new RangeError(`expected ${length} more bytes, got ${this.source.length - this.at}`);
    const bytes = this.source.subarray(this.at, end);
    this.at = end;
    return bytes;
  }

  get rest(): number {
    return this.source.length - this.at;
  }
}

/**
 * Instruments by the bytes of their symbol, so that an order's Symbol(55) is looked up without making a string of it.
 * Open addressing over FNV-1a; filled from the directory, on the door's thread. It only grows.
 */
import type { InstrumentInfo } from '../../engine/directory.js';

const FREE = -1;

export class SymbolTable {
  private slots = new Int32Array(64).fill(FREE);
  private readonly names: Uint8Array[] = [];
  private readonly instruments: InstrumentInfo[] = [];

  /** Adds an instrument, or replaces what is known of it. */
  set(instrument: InstrumentInfo): void {
    const name = Uint8Array.from(instrument.symbol, (c) => c.charCodeAt(0));
    const known = this.entryOf(name, 0, name.length);
    if (known !== FREE) {
      this.instruments[known] = instrument;
      return;
    }
    this.names.push(name);
    this.instruments.push(instrument);
    if (this.names.length * 2 > this.slots.length) this.grow();
    else this.insert(this.names.length - 1);
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(FREE);
    for (let i = 0; i < this.names.length; i++) this.insert(i);
  }

  private insert(entry: number): void {
    const name = this.names[entry];
    const mask = this.slots.length - 1;
    let slot = hash(name, 0, name.length) & mask;
    while (this.slots[slot] !== FREE) slot = (slot + 1) & mask;
    this.slots[slot] = entry;
  }

  /** The instrument with this symbol, or null. */
  find(bytes: Uint8Array, from: number, length: number): InstrumentInfo | null {
    const entry = this.entryOf(bytes, from, length);
    return entry === FREE ? null : this.instruments[entry];
  }

  private entryOf(bytes: Uint8Array, from: number, length: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash(bytes, from, length) & mask; ; slot = (slot + 1) & mask) {
      const entry = this.slots[slot];
      if (entry === FREE || isSame(this.names[entry], bytes, from, length)) return entry;
    }
  }
}

function isSame(name: Uint8Array, bytes: Uint8Array, from: number, length: number): boolean {
  if (name.length !== length) return false;
  for (let i = 0; i < length; i++) if (name[i] !== bytes[from + i]) return false;
  return true;
}

function hash(bytes: Uint8Array, from: number, length: number): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < length; i++) h = Math.imul(h ^ bytes[from + i], 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}

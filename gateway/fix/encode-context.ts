/** What encoding a message needs beside its event. Door's thread. */
import type { Directory, InstrumentInfo } from '../../engine/directory.js';
import type { Dialect } from './dialect/dialect.js';
import { type ReasonCodes, reasonCodes } from './reject-reasons.js';
import { Envelope, latin1, type SessionHeader } from './writer.js';

/** Symbols as bytes, by the instrument's index, which keeps its symbol. */
const symbolsOf = new WeakMap<Directory, Uint8Array[]>();

/** One object a connection. `timeUs` is that of the event's transaction: TransactTime too. */
export class EncodeContext extends Envelope {
  readonly reasons: ReasonCodes;
  private readonly symbols: Uint8Array[];

  constructor(
    readonly dialect: Dialect,
    readonly directory: Directory,
    header: SessionHeader,
  ) {
    super(header);
    this.reasons = reasonCodes(dialect);
    this.symbols = symbolsOf.get(directory) ?? [];
    symbolsOf.set(directory, this.symbols);
  }

  /** Bytes of Symbol(55). */
  symbolOf({ index, symbol }: InstrumentInfo): Uint8Array {
    this.symbols[index] ??= latin1(symbol);
    return this.symbols[index];
  }
}

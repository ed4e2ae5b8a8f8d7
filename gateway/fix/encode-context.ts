/** What encoding a message needs beside its event. Door's thread. */
import type { Directory, InstrumentInfo } from '../../engine/directory.js';
import type { Dialect } from './dialect/dialect.js';
import { FixedText } from './fixed-text.js';
import { type ReasonCodes, reasonCodes } from './reject-reasons.js';
import { Envelope, type SessionHeader } from './writer.js';

/** Symbol(55) by the instrument's index, which keeps its symbol. */
const symbolsOf = new WeakMap<Directory, FixedText[]>();

/** One object a connection. `timeUs` is that of the event's transaction: TransactTime too. */
export class EncodeContext extends Envelope {
  readonly reasons: ReasonCodes;
  private readonly symbols: FixedText[];

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

  /** Symbol(55), the whole field. */
  symbolOf({ index, symbol }: InstrumentInfo): FixedText {
    this.symbols[index] ??= new FixedText(`55=${symbol}\x01`);
    return this.symbols[index];
  }
}

/** What encoding a message needs beside its event. Door's thread. */
import type { Directory } from '../../engine/directory.js';
import type { Dialect } from './dialect/dialect.js';
import { type ReasonCodes, reasonCodes } from './reject-reasons.js';
import type { SessionHeader } from './writer.js';

/** One object a connection, its last fields set anew for each message. */
export class EncodeContext {
  /** SendingTime. */
  nowUs = 0;
  /** Of the event's transaction: TransactTime, and OrigSendingTime with possDup. */
  timeUs = 0;
  possDup = false;
  /** LastMsgSeqNumProcessed(369); 0: left out. */
  lastProcessed = 0;
  readonly reasons: ReasonCodes;

  constructor(
    readonly dialect: Dialect,
    readonly directory: Directory,
    readonly header: SessionHeader,
  ) {
    this.reasons = reasonCodes(dialect);
  }
}

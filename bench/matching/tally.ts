/** What a reader of the log makes of it: counts, and a hash over the fields that a broker would look at, in their order. */
import { Command, Exec, ExecType, FIRST_EVENT, LAST_OWNED, Owned, Type } from '../../engine/records.js';
import type { RecordViews } from '../../engine/ring.js';

export class Tally {
  commands = 0;
  events = 0;
  bytes = 0;
  hash = 0;
  lastSeq = 0;
  /** Both sides of a trade count. */
  lots = 0;

  /** Reads one record, a command or an event. */
  read({ i32, u16, u8, f64 }: RecordViews, at: number): void {
    const type = u16[(at >> 1) + 2];
    if (type < FIRST_EVENT) {
      this.commands++;
      this.lastSeq = f64[(at + Command.SEQ) >> 3];
      return;
    }
    this.events++;
    this.bytes += i32[at >> 2];
    if (type > LAST_OWNED || type === Type.SAID) return;
    if (type === Type.EXEC && u8[at + Exec.EXEC_TYPE] === ExecType.trade) this.lots += f64[(at + Exec.LAST_QTY) >> 3];
    let hash = Math.imul(this.hash, 31) + i32[(at + Owned.MSG_SEQ_NUM) >> 2];
    hash = Math.imul(hash, 31) + u8[at + Exec.EXEC_TYPE] + i32[(at + Owned.SESSION) >> 2];
    hash = Math.imul(hash, 31) + (f64[(at + Exec.ORDER_ID) >> 3] | 0);
    hash = Math.imul(hash, 31) + (f64[(at + Exec.LEAVES) >> 3] | 0) + (f64[(at + Exec.LAST_QTY) >> 3] | 0);
    this.hash = (Math.imul(hash, 31) + (f64[(at + Exec.LAST_PRICE) >> 3] | 0)) | 0;
  }

  /** Equal for equal streams of events. */
  digest(): string {
    return `${this.events} events, ${this.bytes} bytes, ${(this.hash >>> 0).toString(16)}`;
  }
}

/**
 * An engine that agrees to everything an operator asks for: each command is answered with the event that the records name for
 * it, in a log like the engine's. For tests of the operators' door that are not about the market.
 */
import { LogWriter } from '../../engine/log.js';
import { Level, type Progress } from '../../engine/progress.js';
import { aligned, BODY_SHIFT, Command, Defined, Exec, ExecType, Refused, SetPhase, Type } from '../../engine/records.js';
import {
  Bust,
  BustAction,
  DayEnded,
  EndDay,
  KillSwitch,
  SetLimits,
  SetSchedule,
  SetStp,
  TradeChanged,
} from '../../engine/records-venue.js';
import type { RecordViews, RingConsumer, RingMemory } from '../../engine/ring.js';
import type { Stage } from '../../engine/stage.js';

/** Of events that repeat their command's body: the event, and where the index stands in the command (-1: another number). */
const repeats: Readonly<Record<number, [event: number, index: number]>> = {
  [Type.SET_PHASE]: [Type.PHASE_CHANGED, SetPhase.INSTRUMENT],
  [Type.SET_LIMITS]: [Type.LIMITS_SET, SetLimits.PARTICIPANT],
  [Type.KILL_SWITCH]: [Type.KILL_CHANGED, KillSwitch.PARTICIPANT],
  [Type.SET_STP]: [Type.STP_SET, SetStp.PARTICIPANT],
  [Type.SET_SCHEDULE]: [Type.SCHEDULE_SET, SetSchedule.DATE],
  [Type.OPERATOR_CANCEL]: [Type.ORDERS_CANCELED, -1],
};

export class StubEngine implements Stage {
  readonly name = 'engine';
  seq = 0;
  timeUs = 1_763_630_000_000_000;
  /** What the next commands are refused with. */
  refuseWith = 0;
  /** Commands as they came, by type, with a copy of their bytes. */
  readonly taken: { type: number; views: RecordViews; at: number }[] = [];
  private readonly log: LogWriter;

  constructor(
    memory: RingMemory,
    private readonly input: RingConsumer,
    private readonly progress: Progress,
    private readonly copy: (views: RecordViews, at: number, bytes: number) => RecordViews,
  ) {
    this.log = new LogWriter(memory, []);
  }

  work(): number {
    let taken = 0;
    for (let at = this.input.peek(); at >= 0; at = this.input.peek()) {
      const { views } = this.input;
      const bytes = views.i32[at >> 2];
      const own = this.copy(views, at, bytes);
      this.input.advance();
      this.apply(own, bytes);
      taken++;
    }
    if (taken > 0) {
      this.input.release();
      this.release();
    }
    return taken;
  }

  /** Puts an event into a transaction of its own. */
  event(type: number, bytes: number, fill: (views: RecordViews, at: number) => void): void {
    this.command(Type.TICK, Command.BODY);
    this.write(type, bytes, fill);
    this.release();
  }

  /** A fill of which only the trade's id, instrument and quantity matter. */
  trade(tradeId: number, instrument: number, lots: number): void {
    this.event(Type.EXEC, aligned(Exec.TEXT), ({ u8, i32, f64 }, at) => {
      u8[at + Exec.EXEC_TYPE] = ExecType.trade;
      i32[(at + Exec.INSTRUMENT) >> 2] = instrument;
      f64[(at + Exec.TRADE_ID) >> 3] = tradeId;
      f64[(at + Exec.LAST_QTY) >> 3] = lots;
    });
  }

  private apply(from: RecordViews, bytes: number): void {
    const type = from.u16[2];
    this.taken.push({ type, views: from, at: 0 });
    const at = this.command(type, bytes);
    this.log.views.u8.set(from.u8.subarray(6, 8), at + 6);
    this.log.views.u8.set(from.u8.subarray(Command.SESSION, bytes), at + Command.SESSION);
    const ref = from.i32[Command.REF >> 2];
    if (this.refuseWith !== 0) {
      this.write(Type.REFUSED, Refused.BYTES, ({ i32, u16 }, to) => {
        i32[(to + Refused.REF) >> 2] = ref;
        u16[(to + Refused.REASON) >> 1] = this.refuseWith;
      });
      return;
    }
    const repeat = repeats[type];
    if (repeat) {
      this.write(repeat[0], bytes - BODY_SHIFT, ({ u8, i32 }, to) => {
        u8.set(from.u8.subarray(Command.BODY, bytes), to + Defined.BODY);
        i32[(to + Defined.INDEX) >> 2] = repeat[1] < 0 ? 7 : from.i32[repeat[1] >> 2];
        i32[(to + Defined.REF) >> 2] = ref;
      });
    } else if (type === Type.BUST) this.bust(from, ref);
    else if (type === Type.END_DAY) {
      this.write(Type.DAY_ENDED, DayEnded.BYTES, ({ i32 }, to) => {
        i32[(to + DayEnded.DATE) >> 2] = from.i32[EndDay.DATE >> 2];
        i32[(to + DayEnded.REF) >> 2] = ref;
      });
    }
  }

  private bust({ u8, f64 }: RecordViews, ref: number): void {
    const isBust = u8[Bust.ACTION] === BustAction.bust;
    this.write(isBust ? Type.TRADE_BUSTED : Type.TRADE_CORRECTED, TradeChanged.BYTES, (views, to) => {
      views.i32[(to + TradeChanged.REF) >> 2] = ref;
      views.f64[(to + TradeChanged.TRADE_ID) >> 3] = f64[Bust.TRADE_ID >> 3];
      views.f64[(to + TradeChanged.OLD_TICKS) >> 3] = 10_000;
      views.f64[(to + TradeChanged.OLD_LOTS) >> 3] = 5;
      views.f64[(to + TradeChanged.NEW_TICKS) >> 3] = f64[Bust.NEW_TICKS >> 3];
      views.f64[(to + TradeChanged.NEW_LOTS) >> 3] = f64[Bust.NEW_LOTS >> 3];
    });
  }

  private command(type: number, bytes: number): number {
    const at = this.write(type, bytes, () => {});
    const { f64 } = this.log.views;
    f64[(at + Command.SEQ) >> 3] = ++this.seq;
    f64[(at + Command.TIME) >> 3] = ++this.timeUs;
    return at;
  }

  private write(type: number, bytes: number, fill: (views: RecordViews, at: number) => void): number {
    const length = aligned(bytes);
    const at = this.log.claim(length);
    this.log.views.u8.fill(0, at + 4, at + length);
    this.log.views.u16[(at + 4) >> 1] = type;
    fill(this.log.views, at);
    return at;
  }

  private release(): void {
    this.log.publish();
    this.progress.reach(Level.memory, this.seq, []);
  }
}

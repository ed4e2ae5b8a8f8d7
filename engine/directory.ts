/**
 * What every reader of the log knows of reference data and sessions: seeded with the recovered state at start, then a
 * fold over the log's events. Doors look up instruments and sessions here; it never asks the engine.
 */

import type { Limits, ScheduledChange } from './commands-venue.js';
import { takeLimits, withSchedule } from './directory-venue.js';
import { getInstrument, type InstrumentDefinition } from './instrument-definition.js';
import { BODY_SHIFT, Defined, DefineParticipant, EpochStarted, Phase, SessionState, SetPhase, Type } from './records.js';
import { DayEnded, KillSwitch, OfficialClose, SetStp } from './records-venue.js';
import type { RecordViews } from './ring.js';
import { getSession, type SessionDefinition } from './session-definition.js';
import { getText } from './text.js';

export interface InstrumentInfo extends InstrumentDefinition {
  index: number;
  phase: number;
}

/** Limits that were set, as far as the log that was read tells: of the firm, of its accounts, and of all other accounts. */
export interface FirmLimits {
  firm: Limits;
  accountDefault: Limits;
  accounts: Record<string, Limits>;
}

export interface ParticipantInfo {
  index: number;
  name: string;
  /** The firm's kill switch. */
  killed?: boolean;
  /** Self-trade prevention: its group (0 none) and mode (Stp). */
  stpGroup?: number;
  stpMode?: number;
  limits?: FirmLimits;
}

/** The phase changes of a business date (20261120), and its end. */
export interface ScheduleInfo {
  date: number;
  changes: ScheduledChange[];
}

/** Of the definition nothing is left out. */
export interface SessionInfo extends SessionDefinition {
  index: number;
  /** 0: not connected. */
  connection: number;
  nextIn: number;
  /** As of the last SESSION_UP or SESSION_DOWN, not of each message. */
  nextOut: number;
  resetCount: number;
  /** When the window of its schedule began in which it last logged on, µs; 0: it has none. */
  windowUs: number;
}

/** Everything a directory starts from: structured-cloneable, in index order. */
export interface DirectorySeed {
  epoch: number;
  seq: number;
  phase: number;
  level: number;
  /** The venue's kill switch. */
  killed?: boolean;
  /** Days to come, by date. */
  schedule?: ScheduleInfo[];
  instruments: InstrumentInfo[];
  participants: ParticipantInfo[];
  sessions: SessionInfo[];
}

/** One instrument's book for those who start from a recovered engine: [priceTicks, qtyLots, orders] from best to worst. */
export interface BookSeed {
  instrument: number;
  bids: [number, number, number][];
  asks: [number, number, number][];
  /** Limit up, limit down as BANDS last said it; left out: it has said nothing. */
  bands?: BandsSeed;
  /** An auction that goes on, as AUCTION last said it; left out: it has said nothing of one. */
  auction?: AuctionSeed;
}

export interface BandsSeed {
  /** BandState */
  state: number;
  lowerTicks: number;
  upperTicks: number;
  referenceTicks: number;
  /** 0: in the normal state. */
  untilUs: number;
}

export interface AuctionSeed {
  phase: number;
  /** null: none. */
  priceTicks: number | null;
  pairedLots: number;
  /** Buys above 0, sells below. */
  imbalanceLots: number;
}

export const emptySeed: Readonly<DirectorySeed> = {
  epoch: 0,
  seq: 0,
  phase: Phase.open,
  level: 1,
  instruments: [],
  participants: [],
  sessions: [],
};

export class Directory {
  epoch: number;
  phase: number;
  level: number;
  killed: boolean;
  /** The last business date that ended; 0: none that this log tells of. */
  endedDate = 0;
  schedule: ScheduleInfo[];
  readonly instruments: InstrumentInfo[];
  readonly participants: ParticipantInfo[];
  readonly sessions: SessionInfo[];
  private readonly bySymbol = new Map<string, InstrumentInfo>();
  private readonly byName = new Map<string, ParticipantInfo>();
  private readonly byCompIds = new Map<string, SessionInfo>();

  constructor(seed: DirectorySeed = emptySeed) {
    this.epoch = seed.epoch;
    this.phase = seed.phase;
    this.level = seed.level;
    this.killed = seed.killed ?? false;
    this.schedule = (seed.schedule ?? []).map((day) => ({ ...day }));
    this.instruments = seed.instruments.map((i) => ({ ...i }));
    this.participants = seed.participants.map((p) => ({ ...p }));
    this.sessions = seed.sessions.map((s) => ({ ...s }));
    for (const i of this.instruments) this.bySymbol.set(i.symbol, i);
    for (const p of this.participants) this.byName.set(p.name, p);
    for (const s of this.sessions) this.byCompIds.set(sessionKey(s.kind, s.senderCompId, s.targetCompId), s);
  }

  instrument(symbol: string): InstrumentInfo | undefined {
    return this.bySymbol.get(symbol);
  }

  participant(name: string): ParticipantInfo | undefined {
    return this.byName.get(name);
  }

  /** @param senderCompId the counterparty's */
  session(kind: number, senderCompId: string, targetCompId: string): SessionInfo | undefined {
    return this.byCompIds.get(sessionKey(kind, senderCompId, targetCompId));
  }

  /** Takes in one record of the log; returns whether it was one that a directory keeps. */
  apply(views: RecordViews, at: number): boolean {
    const { i32, u8 } = views;
    switch (views.u16[(at >> 1) + 2]) {
      case Type.EPOCH_STARTED:
        this.epoch = i32[(at + EpochStarted.EPOCH) >> 2]!;
        for (const session of this.sessions) session.connection = 0;
        return true;
      case Type.INSTRUMENT_DEFINED: {
        const index = i32[(at + Defined.INDEX) >> 2]!;
        const info: InstrumentInfo = {
          ...getInstrument(views, at - BODY_SHIFT),
          index,
          phase: this.instruments[index]?.phase ?? Phase.open,
        };
        this.instruments[index] = Object.assign(this.instruments[index] ?? info, info);
        this.bySymbol.set(info.symbol, this.instruments[index]!);
        return true;
      }
      case Type.PARTICIPANT_DEFINED: {
        const from = at - BODY_SHIFT;
        const index = i32[(at + Defined.INDEX) >> 2]!;
        const name = getText(u8, from + DefineParticipant.NAME, u8[from + DefineParticipant.NAME_LEN]!);
        this.participants[index] = { ...this.participants[index], index, name };
        this.byName.set(name, this.participants[index]!);
        return true;
      }
      case Type.SESSION_DEFINED: {
        const index = i32[(at + Defined.INDEX) >> 2]!;
        const definition = getSession(views, at - BODY_SHIFT);
        const known = this.sessions[index] ?? {
          index,
          connection: 0,
          nextIn: 1,
          nextOut: 1,
          resetCount: 0,
          windowUs: 0,
          ...definition,
        };
        this.sessions[index] = Object.assign(known, definition);
        this.byCompIds.set(sessionKey(known.kind, known.senderCompId, known.targetCompId), known);
        return true;
      }
      case Type.SESSION_UP:
      case Type.SESSION_DOWN:
      case Type.SESSION_RESET: {
        const session = this.sessions[i32[(at + SessionState.SESSION) >> 2]!]!;
        session.connection = views.u16[(at >> 1) + 2] === Type.SESSION_UP ? i32[(at + SessionState.CONNECTION) >> 2]! : 0;
        session.nextIn = i32[(at + SessionState.NEXT_IN) >> 2]!;
        session.nextOut = i32[(at + SessionState.NEXT_OUT) >> 2]!;
        session.resetCount = i32[(at + SessionState.RESET_COUNT) >> 2]!;
        session.windowUs = views.f64[(at + SessionState.WINDOW) >> 3]!;
        return true;
      }
      case Type.PHASE_CHANGED: {
        const from = at - BODY_SHIFT;
        const index = i32[(at + Defined.INDEX) >> 2]!;
        const phase = u8[from + SetPhase.PHASE]!;
        if (index < 0) this.phase = phase;
        else this.instruments[index]!.phase = phase;
        return true;
      }
      case Type.LEVEL_CHANGED:
        this.level = i32[(at + Defined.INDEX) >> 2]!;
        return true;
      case Type.LIMITS_SET:
        takeLimits(this.participants[i32[(at + Defined.INDEX) >> 2]!]!, views, at);
        return true;
      case Type.KILL_CHANGED: {
        const index = i32[(at + Defined.INDEX) >> 2]!;
        const killed = u8[at - BODY_SHIFT + KillSwitch.ON] === 1;
        if (index < 0) this.killed = killed;
        else this.participants[index]!.killed = killed;
        return true;
      }
      case Type.STP_SET: {
        const participant = this.participants[i32[(at + Defined.INDEX) >> 2]!]!;
        participant.stpGroup = i32[(at - BODY_SHIFT + SetStp.GROUP) >> 2];
        participant.stpMode = u8[at - BODY_SHIFT + SetStp.MODE];
        return true;
      }
      case Type.SCHEDULE_SET:
        this.schedule = withSchedule(this.schedule, views, at);
        return true;
      case Type.DAY_ENDED: {
        this.endedDate = i32[(at + DayEnded.DATE) >> 2]!;
        this.schedule = this.schedule.filter(({ date }) => date !== this.endedDate);
        return true;
      }
      case Type.OFFICIAL_CLOSE: {
        const instrument = this.instruments[i32[(at + OfficialClose.INSTRUMENT) >> 2]!]!;
        instrument.referenceTicks = views.f64[(at + OfficialClose.TICKS) >> 3]!;
        return true;
      }
      default:
        return false;
    }
  }
}

function sessionKey(kind: number, senderCompId: string, targetCompId: string): string {
  return `${kind}|${senderCompId}|${targetCompId}`;
}

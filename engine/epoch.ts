/**
 * EPOCH_START: allocates the state at the first, carries it over when the capacities change, disconnects every session and
 * starts the timers of cancel on disconnect; then, with a market on that state, it reopens. Timers of auctions and of the schedule
 * go on as they were. Engine thread only.
 */
import type { Capacities } from './commands.js';
import { invariant } from './invariant.js';
import type { RecordSink } from './log.js';
import { allocate, isSame } from './machine.js';
import type { Market } from './market.js';
import { isPhase } from './phases.js';
import { Command, EpochStart, EpochStarted, Phase, Type } from './records.js';
import type { RecordViews } from './ring.js';
import { otherRules, RULES_VERSION } from './rules-version.js';
import { restartSession } from './session-commands.js';
import { resized } from './snapshot.js';
import type { State } from './state.js';

const EPOCH_MAX = 2 ** 17 - 2; // ids stay safe integers

/** The state after the command, but for what reopen() does; a new object when memory was allocated. Writes EPOCH_STARTED. */
export function startEpoch(old: State | null, views: RecordViews, at: number, out: RecordSink): State {
  const { i32, f64 } = views;
  const seq = f64[(at + Command.SEQ) >> 3];
  const timeUs = f64[(at + Command.TIME) >> 3];
  const epoch = i32[(at + EpochStart.EPOCH) >> 2];
  const version = i32[(at + EpochStart.RULES) >> 2];
  invariant(
    version === RULES_VERSION,
    `EPOCH_START: expected rules version ${RULES_VERSION}, got ${version}: this log is another release's; ${otherRules(version)}`,
  );
  invariant(
    epoch > (old?.epoch ?? 0) && epoch <= EPOCH_MAX,
    `EPOCH_START: expected an epoch above ${old?.epoch ?? 0}, got ${epoch}`,
  );
  invariant(seq === (old?.seq ?? 0) + 1, `EPOCH_START: expected sequence ${(old?.seq ?? 0) + 1}, got ${seq}`);
  invariant(timeUs >= (old?.timeUs ?? 0), `EPOCH_START: expected a time of at least ${old?.timeUs}, got ${timeUs}`);
  const capacities = capacitiesAt(views, at);
  let state: State;
  if (old === null) state = allocate(capacities);
  else state = isSame(old.capacities, capacities) ? old : resized(old, capacities);
  state.seq = seq;
  state.timeUs = timeUs;
  state.startEpoch(epoch);
  disconnectAll(state);
  writeStarted(out, epoch, version);
  return state;
}

/** What follows once there is a market: sessions that were to start again when they disconnect, and the venue's phase. */
export function reopen(market: Market): void {
  const { state, events, phases } = market;
  const { command, at } = events;
  const { resetPending } = state.sessions;
  for (let s = 0; s < state.sessions.count; s++) if (resetPending[s] === 1) restartSession(events, s);
  const phase = command.u8[at + EpochStart.PHASE];
  if (phase === 0 || phase === state.phase) return;
  invariant(isPhase(phase), `EPOCH_START: expected a phase from 0 to ${Phase.closed}, got ${phase}`);
  phases.setVenue(phase, command.i32[(at + Command.REF) >> 2]);
}

function disconnectAll(state: State): void {
  const { sessions } = state;
  for (let s = 0; s < sessions.count; s++) {
    if (sessions.connection[s] === 0) continue;
    sessions.connection[s] = 0;
    sessions.startTimer(s, state.timeUs);
  }
}

function writeStarted(out: RecordSink, epoch: number, rules: number): void {
  const at = out.claim(EpochStarted.BYTES);
  const { i32 } = out.views;
  i32[(at >> 2) + 1] = Type.EPOCH_STARTED;
  i32[(at + EpochStarted.EPOCH) >> 2] = epoch;
  i32[(at + EpochStarted.RULES) >> 2] = rules;
}

function capacitiesAt({ i32 }: RecordViews, at: number): Capacities {
  return {
    orders: i32[(at + EpochStart.ORDERS) >> 2],
    instruments: i32[(at + EpochStart.INSTRUMENTS) >> 2],
    sessions: i32[(at + EpochStart.SESSIONS) >> 2],
    participants: i32[(at + EpochStart.PARTICIPANTS) >> 2],
    clOrdIds: i32[(at + EpochStart.CL_ORD_IDS) >> 2],
    ladderTicks: i32[(at + EpochStart.LADDER_TICKS) >> 2],
    accounts: i32[(at + EpochStart.ACCOUNTS) >> 2],
    specials: i32[(at + EpochStart.SPECIALS) >> 2],
    trades: i32[(at + EpochStart.TRADES) >> 2],
    positions: i32[(at + EpochStart.POSITIONS) >> 2],
  };
}

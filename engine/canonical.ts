/**
 * The canonical form of the state: what stateHash covers and a snapshot holds. It depends on nothing that cannot be seen from
 * outside: not on handles, free lists or the layout of tables. Orders stand by book and price, best first, oldest first;
 * used ClOrdIDs enter as counts and digests (a snapshot adds them in full). Not hot.
 *
 *   capacities | epoch, seq, time, phase, level, last ids | participants | sessions | instruments | market | accounts | risk | orders | digests
 */
import type { ByteReader, ByteWriter } from './bytes.js';
import { readMarket, writeMarket } from './canonical-market.js';
import { readOrders, writeOrders } from './canonical-orders.js';
import { readRisk, writeRisk } from './canonical-risk.js';
import type { Capacities } from './commands.js';
import { type CompleteInstrument, instrumentDefaults, instrumentNumbers } from './instrument-definition.js';
import { allocate } from './machine.js';
import type { CompleteSession } from './session-definition.js';
import type { State } from './state.js';
import { wordsOf } from './text.js';

const CAPACITIES = [
  'orders',
  'instruments',
  'sessions',
  'participants',
  'clOrdIds',
  'ladderTicks',
  'accounts',
  'specials',
  'trades',
  'positions',
] as const;

export function writeState(out: ByteWriter, state: State): void {
  for (const name of CAPACITIES) out.i32(state.capacities[name]);
  out.i32(state.epoch);
  out.f64(state.seq);
  out.f64(state.timeUs);
  out.u8(state.phase);
  out.u8(state.level);
  for (const last of state.last) out.f64(last);
  out.i32(state.participants.count);
  for (const name of state.participants.names) out.string(name);
  out.i32(state.sessions.count);
  for (let s = 0; s < state.sessions.count; s++) writeSession(out, state, s);
  out.i32(state.instruments.count);
  for (let i = 0; i < state.instruments.count; i++) writeInstrument(out, state, i);
  writeMarket(out, state);
  writeAccounts(out, state);
  writeRisk(out, state);
  writeOrders(out, state);
  for (const word of state.usedIds.digest()) out.i32(word);
}

/** The state that writeState wrote, without used ClOrdIDs, whose digests are returned. @param capacities instead of those it had */
export function readState(from: ByteReader, capacities?: Capacities): { state: State; digest: number[] } {
  const had = Object.fromEntries(CAPACITIES.map((name) => [name, from.i32()])) as unknown as Capacities;
  const state = allocate(capacities ?? had);
  state.startEpoch(from.i32());
  state.seq = from.f64();
  state.timeUs = from.f64();
  state.phase = from.u8();
  state.level = from.u8();
  for (let k = 0; k < state.last.length; k++) state.last[k] = from.f64();
  for (let n = fitting(from.i32(), state.participants.capacity, 'participants'); n > 0; n--)
    state.participants.define(from.string());
  for (let n = fitting(from.i32(), state.sessions.capacity, 'sessions'); n > 0; n--) readSession(from, state);
  for (let n = fitting(from.i32(), state.instruments.capacity, 'instruments'); n > 0; n--) readInstrument(from, state);
  readMarket(from, state);
  readAccounts(from, state);
  readRisk(from, state);
  readOrders(from, state);
  const digest = Array.from({ length: 6 }, () => from.i32());
  return { state, digest };
}

function fitting(count: number, capacity: number, name: string): number {
  if (count > capacity) throw new Error(`capacity ${name}: expected at least ${count}, which the state holds, got ${capacity}`);
  return count;
}

function writeSession(out: ByteWriter, { sessions }: State, s: number): void {
  const definition = sessions.definitions[s];
  out.i32(definition.participant);
  out.i32(definition.graceMs);
  out.i32(definition.maxOpenOrders);
  out.u8(definition.kind);
  out.u8(definition.cancelOnDisconnect ? 1 : 0);
  out.u8(definition.resetDaily ? 1 : 0);
  out.u8(definition.enabled ? 1 : 0);
  out.u8(definition.copies);
  out.string(definition.senderCompId);
  out.string(definition.targetCompId);
  out.i32(sessions.nextIn[s]);
  out.i32(sessions.nextOut[s]);
  out.i32(sessions.resetCount[s]);
  out.i32(sessions.connection[s]);
  out.u8(sessions.cancelChoice[s]);
  out.f64(sessions.cancelAtUs[s]);
  out.f64(sessions.windowUs[s]);
  out.u8(sessions.resetPending[s]);
}

function readSession(from: ByteReader, { sessions }: State): void {
  const definition: CompleteSession = {
    participant: from.i32(),
    graceMs: from.i32(),
    maxOpenOrders: from.i32(),
    kind: from.u8(),
    cancelOnDisconnect: from.u8() === 1,
    resetDaily: from.u8() === 1,
    enabled: from.u8() === 1,
    copies: from.u8(),
    senderCompId: from.string(),
    targetCompId: from.string(),
  };
  const s = sessions.define(definition);
  sessions.nextIn[s] = from.i32();
  sessions.nextOut[s] = from.i32();
  sessions.resetCount[s] = from.i32();
  sessions.connection[s] = from.i32();
  sessions.cancelChoice[s] = from.u8();
  sessions.cancelAtUs[s] = from.f64();
  sessions.windowUs[s] = from.f64();
  sessions.resetPending[s] = from.u8();
  sessions.touchTimers();
}

function writeInstrument(out: ByteWriter, { instruments }: State, i: number): void {
  const definition = instruments.definitions[i];
  out.string(definition.symbol);
  for (const name of instrumentNumbers) out.f64(definition[name]);
  out.u8(instruments.phase[i]);
}

function readInstrument(from: ByteReader, { instruments }: State): void {
  const definition: CompleteInstrument = { symbol: from.string(), ...instrumentDefaults };
  for (const name of instrumentNumbers) definition[name] = from.f64();
  const i = instruments.define(definition);
  instruments.phase[i] = from.u8();
}

function writeAccounts(out: ByteWriter, { accounts }: State): void {
  out.i32(accounts.count());
  for (let account = 1; account <= accounts.count(); account++) {
    out.i32(accounts.participant(account));
    out.text(accounts.u8, accounts.textAt(account), accounts.length(account));
  }
}

function readAccounts(from: ByteReader, { accounts }: State): void {
  for (let n = fitting(from.i32(), accounts.capacity, 'accounts'); n > 0; n--) {
    const participant = from.i32();
    const text = from.text();
    accounts.add(participant, wordsOf(text, 0, text.length), 0, text.length);
  }
}

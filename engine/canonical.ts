/**
 * The canonical form of the state: what stateHash covers and a snapshot holds. It depends on nothing that cannot be seen from
 * outside: not on handles, free lists or the layout of tables. Orders stand by book and price, best first, oldest first;
 * used ClOrdIDs enter as counts and digests (a snapshot adds them in full). Not hot.
 *
 *   capacities | epoch, seq, time, phase, level, last ids | participants | sessions | instruments | orders | digests
 */
import type { ByteReader, ByteWriter } from './bytes.js';
import type { Capacities, SessionDefinition } from './commands.js';
import { type CompleteInstrument, instrumentDefaults, instrumentNumbers } from './instrument-definition.js';
import { LevelCursor } from './ladder.js';
import { State } from './state.js';

const CAPACITIES = ['orders', 'instruments', 'sessions', 'participants', 'clOrdIds', 'ladderTicks', 'farLevels'] as const;

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
  const cursor = new LevelCursor(state.ladder);
  out.i32(state.orders.open);
  for (let side = 0; side < state.instruments.count * 2; side++) {
    cursor.open(side);
    for (let level = cursor.next(); level !== 0; level = cursor.next()) {
      for (let h = state.ladder.levels.head[level]; h !== 0; h = state.orders.next[h]) writeOrder(out, state, h);
    }
  }
  for (const word of state.usedIds.digest()) out.i32(word);
}

/** The state that writeState wrote, without used ClOrdIDs, whose digests are returned. @param capacities instead of those it had */
export function readState(from: ByteReader, capacities?: Capacities): { state: State; digest: number[] } {
  const had = Object.fromEntries(CAPACITIES.map((name) => [name, from.i32()])) as unknown as Capacities;
  const state = new State(capacities ?? had);
  state.startEpoch(from.i32());
  state.seq = from.f64();
  state.timeUs = from.f64();
  state.phase = from.u8();
  state.level = from.u8();
  for (let k = 0; k < state.last.length; k++) state.last[k] = from.f64();
  for (let n = fitting(from.i32(), state.participants.capacity, 'participants'); n > 0; n--)
    state.participants.define(from.string());
  for (let n = fitting(from.i32(), state.sessions.capacity, 'sessions'); n > 0; n--) readSession(from, state);
  const keepWindows = had.ladderTicks === state.capacities.ladderTicks;
  for (let n = fitting(from.i32(), state.instruments.capacity, 'instruments'); n > 0; n--)
    readInstrument(from, state, keepWindows);
  const open = fitting(from.i32(), state.orders.capacity, 'orders');
  for (let n = 0; n < open; n++) readOrder(from, state);
  linkByAge(state, open);
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
  out.u8(definition.kind);
  out.u8(definition.cancelOnDisconnect ? 1 : 0);
  out.u8(definition.resetDaily ? 1 : 0);
  out.string(definition.senderCompId);
  out.string(definition.targetCompId);
  out.i32(sessions.nextIn[s]);
  out.i32(sessions.nextOut[s]);
  out.i32(sessions.resetCount[s]);
  out.i32(sessions.connection[s]);
  out.u8(sessions.cancelChoice[s]);
  out.f64(sessions.cancelAtUs[s]);
}

function readSession(from: ByteReader, { sessions }: State): void {
  const definition: SessionDefinition = {
    participant: from.i32(),
    graceMs: from.i32(),
    kind: from.u8(),
    cancelOnDisconnect: from.u8() === 1,
    resetDaily: from.u8() === 1,
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
  sessions.touchTimers();
}

function writeInstrument(out: ByteWriter, { instruments, ladder }: State, i: number): void {
  const definition = instruments.definitions[i];
  out.string(definition.symbol);
  for (const name of instrumentNumbers) out.f64(definition[name]);
  out.u8(instruments.phase[i]);
  // Where the windows stand decides which prices need a far level, and so when those are full.
  for (const side of [i * 2, i * 2 + 1]) {
    const base = ladder.base[side];
    out.u8(Number.isNaN(base) ? 0 : 1);
    out.f64(Number.isNaN(base) ? 0 : base);
  }
}

function readInstrument(from: ByteReader, { instruments, ladder }: State, keepWindows: boolean): void {
  const definition: CompleteInstrument = { symbol: from.string(), ...instrumentDefaults };
  for (const name of instrumentNumbers) definition[name] = from.f64();
  const i = instruments.define(definition);
  instruments.phase[i] = from.u8();
  for (const side of [i * 2, i * 2 + 1]) {
    const used = from.u8() === 1;
    const base = from.f64();
    if (used && keepWindows) ladder.base[side] = base;
  }
}

function writeOrder(out: ByteWriter, { orders }: State, h: number): void {
  out.i32(orders.bookSide[h]);
  out.i32(orders.session[h]);
  out.u8(orders.ordType[h]);
  out.u8(orders.timeInForce[h]);
  out.f64(orders.orderId[h]);
  out.f64(orders.price[h]);
  out.f64(orders.qty[h]);
  out.f64(orders.leaves[h]);
  out.f64(orders.cumNotional[h]);
  out.text(orders.text, orders.clOrdIdAt(h), orders.clOrdIdLen(h));
  out.text(orders.text, orders.accountAt(h), orders.accountLen(h));
}

function readOrder(from: ByteReader, state: State): void {
  const { orders, ladder, id } = state;
  const h = orders.take();
  orders.bookSide[h] = from.i32();
  orders.session[h] = from.i32();
  orders.ordType[h] = from.u8();
  orders.timeInForce[h] = from.u8();
  orders.orderId[h] = from.f64();
  orders.price[h] = from.f64();
  orders.qty[h] = from.f64();
  orders.leaves[h] = from.f64();
  orders.cumNotional[h] = from.f64();
  const clOrdId = from.text();
  orders.setClOrdId(h, clOrdId, 0, clOrdId.length);
  const account = from.text();
  orders.setAccount(h, account, 0, account.length);
  id.take(clOrdId, 0, clOrdId.length, orders.session[h]);
  orders.fingerprintLo[h] = id.lo;
  orders.fingerprintHi[h] = id.hi;
  if (!ladder.restore(h)) {
    throw new Error(
      `capacity farLevels: expected more than ${state.capacities.farLevels}, the state holds more far price levels`,
    );
  }
}

/** Chains the restored orders, handles 1 to `open`, into the lists of their sessions, oldest first. */
function linkByAge(state: State, open: number): void {
  const { orderId } = state.orders;
  const byAge = Int32Array.from({ length: open }, (_, i) => i + 1);
  byAge.sort((a, b) => orderId[a] - orderId[b]);
  for (const h of byAge) state.register(h);
}

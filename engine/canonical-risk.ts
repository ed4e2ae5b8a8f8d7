/**
 * The canonical form (canonical.ts) of limits, cash, positions, kill switches, timers and the last trades. What open orders count for
 * is not there: it is summed up again from them.
 *
 *   venue killed | participants | dead-man timers of sessions | accounts, then the firms' own | positions | trades, oldest first
 */
import type { ByteReader, ByteWriter } from './bytes.js';
import { OfAccount, OfFirm } from './exposure.js';
import { AccountLimit } from './limits.js';
import { ExecFlag } from './records.js';
import { putRoute, writeRoute } from './routes.js';
import type { State } from './state.js';
import { ByteOfSide, InSide, InTrade, OfSide, OfTrade } from './trades.js';

const NO_LIMIT_OF_ITS_OWN = -2;
const SIDES = [0, 1];
const ACCOUNT_LIMITS = Object.values(AccountLimit);
const OF_TRADE = Object.values(OfTrade);
const OF_SIDE = Object.values(OfSide);

export function writeRisk(out: ByteWriter, state: State): void {
  const { participants, limits, killed, exposure, sessions, accounts } = state;
  out.u8(killed.venue ? 1 : 0);
  for (let p = 0; p < participants.count; p++) {
    out.i32(participants.stpGroup[p]);
    out.u8(participants.stpMode[p]);
    out.u8(killed.firms[p]);
    for (const limit of limits.firms.subarray(p * 4, p * 4 + 4)) out.f64(limit);
    for (const limit of limits.defaults.subarray(p * 4, p * 4 + 4)) out.f64(limit);
    out.f64(exposure.firms[p * 4 + OfFirm.messages]);
    out.f64(exposure.firms[p * 4 + OfFirm.secondEndUs]);
  }
  for (let s = 0; s < sessions.count; s++) out.f64(state.deadMan.us[s]);
  for (let account = 1; account <= accounts.count(); account++) writeSlot(out, state, account);
  for (let p = 0; p < participants.count; p++) writeSlot(out, state, exposure.firstFirm + p);
  writePositions(out, state);
  writeTrades(out, state);
}

/** After participants, sessions, instruments and accounts, and before orders. */
export function readRisk(from: ByteReader, state: State): void {
  const { participants, limits, killed, exposure, sessions, accounts } = state;
  for (let i = 0; i < state.instruments.count; i++) exposure.define(i);
  killed.venue = from.u8() === 1;
  for (let p = 0; p < participants.count; p++) {
    participants.stpGroup[p] = from.i32();
    participants.stpMode[p] = from.u8();
    killed.firms[p] = from.u8();
    for (let k = p * 4; k < p * 4 + 4; k++) limits.firms[k] = from.f64();
    for (let k = p * 4; k < p * 4 + 4; k++) limits.defaults[k] = from.f64();
    exposure.firms[p * 4 + OfFirm.messages] = from.f64();
    exposure.firms[p * 4 + OfFirm.secondEndUs] = from.f64();
    limits.isLimited[p] = 1;
  }
  for (let s = 0; s < sessions.count; s++) state.deadMan.set(s, from.f64());
  for (let account = 1; account <= accounts.count(); account++) readSlot(from, state, account);
  for (let p = 0; p < participants.count; p++) readSlot(from, state, exposure.firstFirm + p);
  readPositions(from, state);
  readTrades(from, state);
  exposure.revalue();
}

function writeSlot(out: ByteWriter, { limits, exposure }: State, slot: number): void {
  for (const limit of ACCOUNT_LIMITS) {
    const own = limits.ownOf(slot, limit);
    out.f64(Number.isNaN(own) ? NO_LIMIT_OF_ITS_OWN : own);
  }
  out.f64(exposure.accounts[slot * 8 + OfAccount.cash]);
}

function readSlot(from: ByteReader, { limits, exposure }: State, slot: number): void {
  for (const limit of ACCOUNT_LIMITS) {
    const own = from.f64();
    if (own !== NO_LIMIT_OF_ITS_OWN) limits.setOwn(slot, limit, own);
  }
  exposure.accounts[slot * 8 + OfAccount.cash] = from.f64();
}

/** A slot as it is told: an account, or of a firm itself -1 - participant. */
function writePositions(out: ByteWriter, { exposure }: State): void {
  const { positions, firstFirm } = exposure;
  const all: { slot: number; instrument: number; net: number }[] = [];
  for (let at = positions.first(); at >= 0; at = positions.after(at)) {
    all.push({ slot: positions.slot(at), instrument: positions.instrument(at), net: positions.nets[at] });
  }
  all.sort((a, b) => a.slot - b.slot || a.instrument - b.instrument);
  out.i32(all.length);
  for (const { slot, instrument, net } of all) {
    out.i32(slot < firstFirm ? slot : firstFirm - 1 - slot);
    out.i32(instrument);
    out.f64(net);
  }
}

function readPositions(from: ByteReader, { exposure }: State): void {
  const { positions, firstFirm } = exposure;
  const count = from.i32();
  if (count > positions.capacity) {
    throw new Error(
      `capacity accounts: expected at least ${Math.ceil(count / 4)}, for ${count} positions, got ${firstFirm - 1}`,
    );
  }
  for (let n = 0; n < count; n++) {
    const account = from.i32();
    const at = positions.open(account > 0 ? account : firstFirm - 1 - account, from.i32());
    positions.nets[at] = from.f64();
  }
}

function writeTrades(out: ByteWriter, { trades }: State): void {
  const { f64, i32, u8 } = trades;
  out.i32(trades.count());
  for (let n = 0; n < trades.count(); n++) {
    const t = trades.nth(n);
    for (const field of OF_TRADE) out.f64(f64[t + field]);
    out.i32(i32[t * 2 + InTrade.instrument]);
    out.u8(i32[t * 2 + InTrade.status]);
    for (const side of SIDES) {
      const s = trades.sideOf(t, side);
      for (const field of OF_SIDE) out.f64(f64[s + field]);
      out.i32(i32[s * 2 + InSide.session]);
      out.i32(i32[s * 2 + InSide.account]);
      out.i32(i32[s * 2 + InSide.kinds]);
      out.text(u8, s * 8 + ByteOfSide.clOrdId, u8[s * 8 + ByteOfSide.clOrdIdLen]);
      if ((u8[s * 8 + ByteOfSide.flags] & ExecFlag.routed) !== 0) writeRoute(out, trades.routes, trades.routeOf(s));
    }
  }
}

/** If there is room for fewer than there were, the oldest are forgotten. */
function readTrades(from: ByteReader, { trades }: State): void {
  const { f64, i32, u8 } = trades;
  for (let n = from.i32(); n > 0; n--) {
    const t = trades.push();
    for (const field of OF_TRADE) f64[t + field] = from.f64();
    i32[t * 2 + InTrade.instrument] = from.i32();
    i32[t * 2 + InTrade.status] = from.u8();
    for (const side of SIDES) {
      const s = trades.sideOf(t, side);
      for (const field of OF_SIDE) f64[s + field] = from.f64();
      i32[s * 2 + InSide.session] = from.i32();
      i32[s * 2 + InSide.account] = from.i32();
      i32[s * 2 + InSide.kinds] = from.i32();
      const clOrdId = from.text();
      u8.fill(0, s * 8 + ByteOfSide.clOrdId, s * 8 + ByteOfSide.clOrdId + 36);
      u8.set(clOrdId, s * 8 + ByteOfSide.clOrdId);
      if ((u8[s * 8 + ByteOfSide.flags] & ExecFlag.routed) !== 0) putRoute(trades.routes, trades.routeOf(s), from.text());
    }
  }
}

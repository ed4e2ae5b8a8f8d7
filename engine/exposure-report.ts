/** What accounts have at stake, in words: for operators and evidence, from a state. Not hot. */
import { OfAccount } from './exposure.js';
import type { State } from './state.js';
import { getText } from './text.js';

export interface AccountExposure {
  participant: number;
  /** '': of the firm itself, for orders that name no account. */
  account: string;
  openOrders: number;
  /** Money, as are the next three. */
  openNotional: number;
  openBuys: number;
  cash: number;
  gross: number;
  /** Lots by instrument, without flat ones. */
  positions: { instrument: number; lots: number }[];
}

/** The known accounts, then the firms themselves. */
export function exposureReport(state: State): AccountExposure[] {
  const { accounts, participants, exposure } = state;
  const { positions, firstFirm } = exposure;
  const report = new Map<number, AccountExposure>();
  for (let account = 1; account <= accounts.count(); account++) {
    const name = getText(accounts.u8, accounts.textAt(account), accounts.length(account));
    report.set(account, exposureOf(state, account, accounts.participant(account), name));
  }
  for (let p = 0; p < participants.count; p++) report.set(firstFirm + p, exposureOf(state, firstFirm + p, p, ''));
  for (let at = positions.first(); at >= 0; at = positions.after(at)) {
    const lots = positions.nets[at];
    if (lots !== 0) report.get(positions.slot(at))?.positions.push({ instrument: positions.instrument(at), lots });
  }
  const all = [...report.values()];
  for (const { positions: held } of all) held.sort((a, b) => a.instrument - b.instrument);
  return all;
}

function exposureOf({ exposure }: State, slot: number, participant: number, account: string): AccountExposure {
  const of = (field: number) => exposure.accounts[slot * 8 + field];
  return {
    participant,
    account,
    openOrders: of(OfAccount.openOrders),
    openNotional: of(OfAccount.openBuys) + of(OfAccount.openSells),
    openBuys: of(OfAccount.openBuys),
    cash: of(OfAccount.cash),
    gross: of(OfAccount.gross),
    positions: [],
  };
}

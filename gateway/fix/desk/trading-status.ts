/** Phases as SecurityStatus(f) and TradingSessionStatus(h) tell them. Bodies as FIX writes them; not hot. */
import { Phase } from '../../../engine/records.js';
import type { Dialect } from '../dialect/dialect.js';

const SOH = '\x01';
/** The one trading session that the venue has. */
export const TRADING_SESSION = 'DAY';

/** SecurityTradingStatus(326): the first that the version has. */
const securityStatuses: Readonly<Record<number, readonly number[]>> = {
  [Phase.open]: [17],
  [Phase.halted]: [2],
  [Phase.cancelOnly]: [2],
  [Phase.preOpen]: [21, 18],
  [Phase.openingAuction]: [22, 5],
  [Phase.volatilityAuction]: [5],
  [Phase.closingAuction]: [5],
  [Phase.postClose]: [26, 18],
  [Phase.closed]: [18],
};

/** TradSesStatus(340). */
const sessionStatuses: Readonly<Record<number, number>> = {
  [Phase.open]: 2,
  [Phase.halted]: 1,
  [Phase.cancelOnly]: 1,
  [Phase.preOpen]: 4,
  [Phase.openingAuction]: 4,
  [Phase.volatilityAuction]: 2,
  [Phase.closingAuction]: 5,
  [Phase.postClose]: 3,
  [Phase.closed]: 3,
};

const names: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(Phase).map(([name, phase]) => [phase, name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)]),
);

/** The phase that counts for an instrument. */
export function phaseInForce(instrumentPhase: number, venuePhase: number): number {
  return venuePhase === Phase.open ? instrumentPhase : venuePhase;
}

/** @param asked false: a change that was subscribed to; @param requestId as the request had it */
export function securityStatus(symbol: string, phase: number, requestId: string, asked: boolean, dialect: Dialect): string {
  const codes = securityStatuses[phase] ?? [20];
  const status = codes.find((code) => dialect.allows(326, String(code))) ?? 20;
  return `324=${requestId}${SOH}55=${symbol}${SOH}325=${asked ? 'N' : 'Y'}${SOH}326=${status}${SOH}58=${names[phase]}${SOH}`;
}

export function tradingSessionStatus(phase: number, requestId: string, asked: boolean): string {
  const status = sessionStatuses[phase] ?? 2;
  const head = `335=${requestId}${SOH}336=${TRADING_SESSION}${SOH}`;
  return `${head}325=${asked ? 'N' : 'Y'}${SOH}340=${status}${SOH}58=${names[phase]}${SOH}`;
}

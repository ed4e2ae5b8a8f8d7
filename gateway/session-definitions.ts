/** Configured sessions as the engine knows them. */
import type { SessionDefinition } from '../engine/commands.js';
import { CopyKind, SessionKind } from '../engine/records.js';
import type { SessionConfig } from './config-sessions.js';

/** How the engine knows a FIX session of a role; null: it does not, as market data has no numbers that must last. */
export const fixKindOf = { orderEntry: SessionKind.fix, dropCopy: SessionKind.dropCopy, marketData: null } as const;

/** Whether a session may be used over WebSocket too, where nobody is asked who he is, or kept to a schedule. */
export function isOpenToWeb({ role, enabled, credentials, addresses, schedule }: SessionConfig): boolean {
  return role === 'orderEntry' && enabled && credentials === undefined && addresses === undefined && schedule === undefined;
}

/** The engine's sessions of a configured one: SessionKind of each. */
export function kindsOf(settings: SessionConfig): number[] {
  const fix = fixKindOf[settings.role];
  return [...(fix === null ? [] : [fix]), ...(isOpenToWeb(settings) ? [SessionKind.web] : [])];
}

export function sessionDefinition(
  settings: SessionConfig,
  kind: number,
  participant: number,
  compId: string,
): SessionDefinition {
  const { senderCompId, cancelOnDisconnect, graceMs, resetDaily, enabled, maxOpenOrders, copies } = settings;
  const isDropCopy = kind === SessionKind.dropCopy;
  return {
    ...{ participant, kind, senderCompId, targetCompId: compId, cancelOnDisconnect, graceMs, resetDaily, enabled },
    copies: isDropCopy ? copies.reduce((bits, copy) => bits | CopyKind[copy], 0) : 0,
    maxOpenOrders: isDropCopy ? 0 : maxOpenOrders,
  };
}

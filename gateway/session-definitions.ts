/** Configured sessions as the engine knows them. */
import type { SessionDefinition } from '../engine/commands.js';
import { CopyKind, SessionKind } from '../engine/records.js';
import type { SessionConfig } from './config-sessions.js';

/** How the engine knows a FIX session of a role; null: it does not, as market data has no numbers that must last. */
export const fixKindOf = { orderEntry: SessionKind.fix, dropCopy: SessionKind.dropCopy, marketData: null } as const;

/** Whether a session may be used over WebSocket too, where nobody is asked who he is, or kept to a schedule. */
export function isOpenToWeb({ role, credentials, addresses, schedule }: SessionConfig): boolean {
  return role === 'orderEntry' && credentials === undefined && addresses === undefined && schedule === undefined;
}

/** The engine's sessions of a configured one: SessionKind of each. */
export function kindsOf(settings: SessionConfig): number[] {
  const fix = fixKindOf[settings.role];
  return [...(fix === null ? [] : [fix]), ...(isOpenToWeb(settings) ? [SessionKind.web] : [])];
}

/** @param known what the venue has of it, if it has it: what operators have set stays where the configuration does not say */
export function sessionDefinition(
  settings: SessionConfig,
  kind: number,
  participant: number,
  compId: string,
  known?: SessionDefinition,
): SessionDefinition {
  const { senderCompId, cancelOnDisconnect, graceMs, resetDaily, maxOpenOrders, copies } = settings;
  const isDropCopy = kind === SessionKind.dropCopy;
  const enabled = settings.enabled ?? known?.enabled ?? true;
  return {
    ...{ participant, kind, senderCompId, targetCompId: compId, cancelOnDisconnect, graceMs, resetDaily, enabled },
    copies: isDropCopy ? copies.reduce((bits, copy) => bits | CopyKind[copy], 0) : 0,
    maxOpenOrders: isDropCopy ? 0 : maxOpenOrders,
  };
}

/** Whether all that `definition` says holds of what is known. */
export function isAs(definition: object, known: object | undefined): boolean {
  const values = known as Record<string, unknown> | undefined;
  return values !== undefined && Object.entries(definition).every(([name, value]) => values[name] === value);
}

/** What `buttonwood admin` shows, as tables and lines. */
import type { TradeChange } from '../admin/trades.js';
import type { dayView, limitsOfFirm, phasesView } from '../admin/views.js';
import type { SessionStatus, VenueStatus } from '../status.js';
import { colors as pc } from './colors.js';

type Day = ReturnType<typeof dayView>;

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  return [pc.bold(line(head)), ...rows.map(line)].join('\n');
}

export function sessionTable(sessions: readonly SessionStatus[]): string {
  if (sessions.length === 0) return 'no sessions';
  const rows = sessions.map((s) => [
    s.session,
    s.kind,
    s.participant,
    s.enabled ? sessionState(s) : 'disabled',
    ...[s.nextIn, s.nextOut, s.resetCount].map((n) => String(n ?? '')),
  ]);
  const head = ['SESSION', 'KIND', 'PARTICIPANT', 'STATE', 'NEXT IN', 'NEXT OUT', 'RESETS'];
  return `${table(head, rows)}\n${pc.dim('next in and out: as of the last logon or disconnect')}`;
}

function sessionState({ connected }: SessionStatus): string {
  if (connected === undefined) return 'not in the log';
  return connected ? 'connected' : '-';
}

export function statusLines(status: VenueStatus): string {
  const phases = Object.entries(status.phases).map(([symbol, phase]) => `${symbol} ${phase}`);
  return [
    `venue        ${status.mic}, epoch ${status.epoch}: ${pc.bold(status.phase)}`,
    `instruments  ${status.instruments}${phases.length > 0 ? ` (${phases.join(', ')})` : ''}`,
    `sessions     ${status.sessions.connected} of ${status.sessions.defined} connected, market data over FIX: ${status.stats.fixMarketDataSessions}`,
    `durability   ${status.level}: executed ${status.seq}, on disk ${status.durableSeq}, safe ${status.safeSeq}`,
    `open orders  ${status.stats.engineOpenOrders}`,
  ].join('\n');
}

export function phaseTable({ venue, instruments }: ReturnType<typeof phasesView>): string {
  const rows = instruments.map(({ symbol, phase, inForce }) => [symbol, phase, inForce]);
  return `venue: ${pc.bold(venue)}\n${table(['SYMBOL', 'OWN PHASE', 'IN FORCE'], rows)}`;
}

export function limitTable(firms: readonly ReturnType<typeof limitsOfFirm>[]): string {
  const text = (limits: Record<string, string | number>) =>
    Object.entries(limits)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  const rows: string[][] = [];
  for (const { firm, limits, accountDefault, accounts } of firms) {
    if (text(limits)) rows.push([firm, '', text(limits)]);
    for (const [account, own] of Object.entries(accounts)) rows.push([firm, account, text(own)]);
    if (text(accountDefault)) rows.push([firm, 'each other', text(accountDefault)]);
  }
  return rows.length === 0 ? 'no limits' : table(['FIRM', 'ACCOUNT', 'LIMITS'], rows);
}

export function scheduleLines(schedule: { timeZone: string | null; lastEnded: string | null; days: readonly Day[] }): string {
  const { timeZone, lastEnded, days } = schedule;
  const lines = [`last day ended: ${lastEnded ?? 'none since the start'}`];
  if (days.length === 0) lines.push('no days are scheduled');
  for (const { date, changes } of days) {
    lines.push(pc.bold(date));
    for (const { time, action } of changes) lines.push(`  ${localTime(time, timeZone)}  ${action}`);
  }
  return lines.join('\n');
}

function localTime(instant: string, timeZone: string | null): string {
  if (timeZone === null) return instant;
  const clock = new Date(instant).toLocaleString('sv-SE', { timeZone });
  return `${clock} ${timeZone}`;
}

export function bustTable(busts: readonly TradeChange[]): string {
  if (busts.length === 0) return 'no busts or corrections since the start';
  const rows = busts.map((b) => [
    b.tradeId,
    b.symbol,
    `${b.oldQty} at ${b.oldPrice}`,
    b.price === null ? 'busted' : `${b.qty} at ${b.price}`,
    b.approver === null ? b.author : `${b.author}, ${b.approver}`,
  ]);
  return table(['TRADE', 'SYMBOL', 'WAS', 'IS', 'BY'], rows);
}

export function approvalTable(approvals: readonly { id: number; what: string; author: string; expires: string }[]): string {
  if (approvals.length === 0) return 'nothing waits for approval';
  return table(
    ['ID', 'WHAT', 'ASKED BY', 'UNTIL'],
    approvals.map((a) => [String(a.id), a.what, a.author, a.expires]),
  );
}

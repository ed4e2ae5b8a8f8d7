/** What the doors say about the venue: names for its codes, and the status that the page, REST and operators see. */
import type { Directory } from '../engine/directory.js';
import { Level, type LevelName, type Progress, widen } from '../engine/progress.js';
import { Reason, reasonText } from '../engine/reasons.js';
import { Phase, SessionKind } from '../engine/records.js';
import { Stat, type StatName, type Stats } from '../engine/stats.js';
import type { SessionConfig } from './config-sessions.js';
import { firmName } from './firm-name.js';
import type { Sessions } from './session-feed.js';

type PhaseName = keyof typeof Phase;

const phaseNames = new Map<number, PhaseName>(Object.entries(Phase).map(([name, code]) => [code, name as PhaseName]));
const levelNames = Object.keys(Level) as LevelName[];
const reasonNames = new Map<number, string>(Object.entries(Reason).map(([name, code]) => [code, name]));

export function phaseName(code: number): string {
  return phaseNames.get(code) ?? `phase ${code}`;
}

export function levelName(code: number): LevelName {
  return levelNames[code];
}

/** A typed reject as the doors write it: the reason's name and its text. */
export function reject(code: number): { code: string; message: string } {
  const text = (reasonText as Readonly<Record<number, string>>)[code];
  return { code: reasonNames.get(code) ?? `reason ${code}`, message: text ?? `reason ${code}` };
}

export interface VenueStatus {
  mic: string;
  epoch: number;
  phase: string;
  /** Instruments whose own phase is not open. */
  phases: Record<string, string>;
  level: LevelName;
  /** The last command executed. */
  seq: number;
  /** What has left the venue is at or below it. */
  safeSeq: number;
  durableSeq: number;
  instruments: number;
  sessions: { defined: number; connected: number };
  timeUs: number;
  stats: Record<StatName, number>;
}

export function venueStatus(mic: string, directory: Directory, progress: Progress, stats: Stats, nowUs: number): VenueStatus {
  const seq = stats.get(Stat.engineLastSeq);
  const phases: Record<string, string> = {};
  for (const { symbol, phase } of directory.instruments) if (phase !== Phase.open) phases[symbol] = phaseName(phase);
  return {
    mic,
    epoch: directory.epoch,
    phase: phaseName(directory.phase),
    phases,
    level: levelName(progress.level),
    seq,
    safeSeq: widen(progress.safe(), seq),
    durableSeq: widen(progress.reached(Level.disk), seq),
    instruments: directory.instruments.length,
    sessions: { defined: directory.sessions.length, connected: directory.sessions.filter((s) => s.connection !== 0).length },
    timeUs: nowUs,
    stats: stats.snapshot(),
  };
}

/** What a session is, by SessionKind. */
export const sessionKinds: Readonly<Record<number, string>> = {
  [SessionKind.fix]: 'fix',
  [SessionKind.web]: 'web',
  [SessionKind.dropCopy]: 'dropCopy',
};

export interface SessionStatus {
  session: string;
  kind: string;
  participant: string;
  enabled: boolean;
  // what the log says, which has nothing of market data's
  connected?: boolean;
  nextIn?: number;
  nextOut?: number;
  resetCount?: number;
}

/** Those that the log knows, then those of market data, which only the configuration does. */
export function sessionList(directory: Directory, configured: Sessions): SessionStatus[] {
  const marketData = (configured ?? []).filter(({ role }) => role === 'marketData');
  return [...logSessions(directory), ...marketData.map(marketDataSession)];
}

function marketDataSession({ senderCompId, role, participant, enabled = true }: SessionConfig): SessionStatus {
  return { session: senderCompId, kind: role, participant: firmName(participant, senderCompId), enabled };
}

function logSessions(directory: Directory): SessionStatus[] {
  return directory.sessions.map((s) => ({
    session: s.senderCompId,
    kind: sessionKinds[s.kind],
    participant: directory.participants[s.participant]?.name ?? '',
    enabled: s.enabled ?? true,
    connected: s.connection !== 0,
    nextIn: s.nextIn,
    nextOut: s.nextOut,
    resetCount: s.resetCount,
  }));
}

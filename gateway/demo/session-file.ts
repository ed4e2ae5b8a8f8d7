/**
 * The brokers' sequence numbers from run to run. Saved each second and at a clean end. After a kill the file is up to a second
 * old: outbound numbers then go on a margin higher, which the exchange asks about and a gap fill answers.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface SavedSession {
  nextIn: number;
  nextOut: number;
}

export interface SavedSessions {
  /** Counts the starts: part of each ClOrdID, so that none is used twice. */
  run: number;
  /** Whether the last run ended in good order. */
  clean: boolean;
  sessions: Record<string, SavedSession>;
}

const MARGIN = 10_000;

export function loadSessions(file: string): SavedSessions {
  if (!existsSync(file)) return { run: 0, clean: true, sessions: {} };
  const saved = JSON.parse(readFileSync(file, 'utf8')) as SavedSessions;
  if (saved.clean) return saved;
  for (const session of Object.values(saved.sessions)) session.nextOut += MARGIN;
  return saved;
}

export function saveSessions(file: string, saved: SavedSessions): void {
  writeFileSync(`${file}.tmp`, JSON.stringify(saved));
  renameSync(`${file}.tmp`, file);
}

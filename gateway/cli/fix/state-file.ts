/** A session's sequence numbers from run to run, in a file of JSON: what FixClientState keeps, whose they are, and what the user adds. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { OperationalError } from '../../errors.js';
import type { SavedState } from '../../fix/client/state.js';

export interface SessionFile extends SavedState {
  sender: string;
  target: string;
  /** Of the interactive client: its open orders. */
  orders?: unknown[];
}

/** For a Logon that was refused as its number is too low. */
export const NUMBERS_HINT = 'keep the numbers of the session with --state FILE, or begin again at 1 with --reset';

/** Undefined when there is no such file yet. @throws OperationalError BAD_ARGUMENT */
export function loadSession(file: string, sender: string, target: string): SessionFile | undefined {
  if (!existsSync(file)) return undefined;
  const saved = parse(file);
  if (saved.sender === sender && saved.target === target) return saved;
  const found = `${saved.sender} to ${saved.target}`;
  throw new OperationalError('BAD_ARGUMENT', `--state: expected the session ${sender} to ${target} in ${file}, found ${found}`);
}

export function saveSession(file: string, saved: SessionFile): void {
  writeFileSync(`${file}.tmp`, `${JSON.stringify(saved)}\n`);
  renameSync(`${file}.tmp`, file);
}

function parse(file: string): SessionFile {
  let saved: Partial<SessionFile> = {};
  try {
    saved = JSON.parse(readFileSync(file, 'utf8')) as Partial<SessionFile>;
  } catch {}
  const { nextIn, nextOut, sender, target } = saved;
  if (isNumber(nextIn) && isNumber(nextOut) && typeof sender === 'string' && typeof target === 'string')
    return saved as SessionFile;
  throw new OperationalError('BAD_ARGUMENT', `--state: expected sequence numbers as this command writes them in ${file}`);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Whether this release can read what was written: asked of each epoch and each snapshot, by all who read more than frames. */
import { EpochStart } from '../engine/records.js';
import type { RecordViews } from '../engine/ring.js';
import { otherRules, RULES_VERSION } from '../engine/rules-version.js';
import { JournalError } from './errors.js';

/** RULES_VERSION unless it is this release's version. @param what of which it is */
export function checkRules(what: string, version: number): void {
  if (version === RULES_VERSION) return;
  const why = `expected ${RULES_VERSION}: it is another release's; ${otherRules(version)}`;
  throw new JournalError('RULES_VERSION', `${what} under rules ${version}, ${why}`);
}

/** The same of the EPOCH_START at `at`, command `seq`. */
export function checkEpoch({ i32 }: RecordViews, at: number, seq: number): void {
  checkRules(`command ${seq} starts an epoch`, i32[(at + EpochStart.RULES) >> 2]);
}

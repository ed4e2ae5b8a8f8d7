/**
 * Operational errors of the journal: a stable code, and a message that says what was expected, what came and what to do.
 * All of them end the process: a journal that is in doubt must not go on.
 */
export const JOURNAL_ERROR_CODES = [
  'DATA_DIR_UNUSABLE',
  'DATA_DIR_LOCKED',
  'DISK_READ',
  'DISK_WRITE',
  'DISK_FULL',
  'DISK_SYNC',
  'FILE_MISSING',
  'FORMAT_VERSION',
  'RULES_VERSION',
  'JOURNAL_CORRUPT',
  'JOURNAL_LOST',
  'JOURNAL_FULL',
  'SNAPSHOT_INVALID',
  'DIVERGENCE',
  'MIRROR_CURSOR',
  'RESTORE_EMPTY',
  'RESTORE_NO_WATERMARK',
  'RESTORE_GAP',
  'RESTORE_FORK',
  'RESTORE_INCOMPLETE',
  'STORE_UNREACHABLE',
  'TOO_MANY_CHANGES',
] as const;
export type JournalErrorCode = (typeof JOURNAL_ERROR_CODES)[number];

export class JournalError extends Error {
  constructor(
    readonly code: JournalErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'JournalError';
  }
}

/** The code and text of a system error, for messages. */
export function systemCause(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}

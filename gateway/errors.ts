/**
 * Operational errors of the gateways: a stable code, and a message that says what was expected, what came and what to do.
 * The command line prints `code: message` and exits 1.
 */
export const ERROR_CODES = [
  'CONFIG_UNREADABLE',
  'CONFIG_INVALID',
  'PORT_TAKEN',
  'NOT_LOOPBACK',
  'TLS_UNREADABLE',
  'TLS_INVALID',
  'TLS_KEY_MISMATCH',
  'LEVEL_UNAVAILABLE',
  'UWS_UNAVAILABLE',
  'SPIN_REFUSED',
  'ADMIN_UNREACHABLE',
  'ADMIN_REFUSED',
  'NOT_READY',
  'FIX_REFUSED',
  'BAD_ARGUMENT',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export class OperationalError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'OperationalError';
  }
}

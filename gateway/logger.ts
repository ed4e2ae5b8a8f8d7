/** Logs go to standard error, as JSON lines; standard output is for the ready line. No secrets, no raw user bytes. */
import { destination, pino } from 'pino';

export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export function createLogger(): Logger {
  return pino({ level: process.env['BUTTONWOOD_LOG'] ?? 'info', base: null }, destination({ fd: 2, sync: true }));
}

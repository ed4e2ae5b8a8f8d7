/** Where a door without credentials may listen: on this machine only. */
import { isIPv4 } from 'node:net';
import { OperationalError } from './errors.js';

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}

/**
 * Refuses to listen where others can reach a door that asks nobody who they are.
 * @throws OperationalError NOT_LOOPBACK
 */
export function requireLoopback(host: string, door: string): void {
  if (isLoopback(host)) return;
  throw new OperationalError(
    'NOT_LOOPBACK',
    `${door}: expected a loopback address (127.0.0.1, ::1 or localhost), got ${host}; sessions without credentials are ` +
      'allowed only on loopback. Bind to 127.0.0.1 and put a proxy that authenticates in front.',
  );
}

/** host:port as a URL writes it. */
export function authority(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

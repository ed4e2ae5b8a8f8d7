/** Where doors may listen: one that asks nobody who they are on this machine only. */
import { isIPv4 } from 'node:net';
import type { Config } from './config.js';
import { ROLES, type Role, type SessionConfig } from './config-sessions.js';
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

/** One port for FIX, as far as it matters who reaches it. */
export interface FixPort {
  /** Where it stands in the configuration. */
  readonly name: string;
  readonly host: string;
  readonly roles: readonly Role[];
}

/** All ports for FIX, fixPort first. */
export function fixPorts(config: Pick<Config, 'host' | 'fixHost' | 'fixListeners'>): FixPort[] {
  const fixHost = config.fixHost ?? config.host;
  return [
    { name: 'fixPort', host: fixHost, roles: ROLES },
    ...config.fixListeners.map(({ host = fixHost, roles }, i) => ({ name: `fixListeners ${i + 1}`, host, roles })),
  ];
}

/**
 * Refuses to listen where others can reach a session that asks nobody who he is. One that is disabled counts, as it can be enabled.
 * @throws OperationalError NOT_LOOPBACK
 */
export function requireCredentials({ name, host, roles }: FixPort, sessions: readonly SessionConfig[] | null): void {
  if (isLoopback(host)) return;
  const open = sessions?.filter(({ role, credentials }) => roles.includes(role) && credentials === undefined);
  if (open?.length === 0) return;
  const [first, ...others] = open ?? [];
  const got =
    first === undefined
      ? 'there is no list of sessions, so that any SenderCompID may log on'
      : `session ${first.senderCompId}${others.length === 0 ? '' : ` and ${others.length} more`} may log on there without credentials`;
  throw new OperationalError(
    'NOT_LOOPBACK',
    `${name}: expected a loopback address (127.0.0.1, ::1 or localhost), got ${host}, and ${got}. Give each session a password, ` +
      'publicKey or certificate, or bind to 127.0.0.1.',
  );
}

/** host:port as a URL writes it. */
export function authority(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

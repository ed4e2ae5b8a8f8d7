/**
 * Loads uWebSockets.js, whose binaries two npm aliases hold: the newer release is for Node 22 and later with glibc 2.38,
 * the older for Node 18 to 23. The newer is tried where it can work, then the older; then the error says what to do.
 */

import type * as Uws from 'uWebSockets.js';
import { createRequire } from 'node:module';
import { OperationalError } from '../errors.js';

export type { HttpRequest, HttpResponse, TemplatedApp, us_listen_socket, WebSocket } from 'uWebSockets.js';

export type UwsModule = Pick<typeof Uws, 'App' | 'us_listen_socket_close' | 'us_socket_local_port' | 'DISABLED'> & {
  /** Without it two processes may listen on one port: the library asks for SO_REUSEPORT. */
  LIBUS_LISTEN_EXCLUSIVE_PORT: number;
};

/** @throws OperationalError UWS_UNAVAILABLE */
export function loadUws(load: (name: string) => unknown = createRequire(import.meta.url)): UwsModule {
  const newerWorks = Number(process.versions.node.split('.')[0]) >= 22;
  const reasons: string[] = [];
  for (const name of newerWorks ? ['uWebSockets.js-next', 'uWebSockets.js'] : ['uWebSockets.js']) {
    try {
      return load(name) as UwsModule;
    } catch (error) {
      reasons.push(`${name}: ${(error as Error).message.split('\n', 1)[0]}`);
    }
  }
  throw new OperationalError(
    'UWS_UNAVAILABLE',
    `expected a uWebSockets.js binary for Node ${process.versions.node} on ${process.platform}-${process.arch}, got none (${reasons.join('; ')}). ` +
      'Run `npm ci` without --omit=optional, on Node 20 to 23, or on Node 24 or 26 with glibc 2.38 or newer.',
  );
}

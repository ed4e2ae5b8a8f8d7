/** Who may open a WebSocket, and in which encoding it speaks: decided before the connection exists. */
import { isLoopback } from '../loopback.js';
import { ENCODINGS, type Encoding } from './codec.js';
import type { Session } from './hub.js';
import { respondError } from './respond.js';
import type { HttpRequest, HttpResponse } from './uws.js';

/** What an upgrade asks for: the encoding from `?format=`, else from the subprotocol, else JSON; or why not. */
export function encodingOf(format: string | undefined, protocols: string): { encoding: Encoding; protocol: string } | null {
  const offered = protocols.split(',').map((name) => name.trim());
  const protocol = offered.find((name) => ENCODINGS.includes(name as Encoding)) ?? '';
  const wanted = format || protocol || 'json';
  if (!ENCODINGS.includes(wanted as Encoding)) return null;
  return { encoding: wanted as Encoding, protocol: protocol === wanted ? protocol : '' };
}

/** null when the page may connect: it came from this door, or it is no page. */
export function originProblem(origin: string, host: string): string | null {
  // a name that was rebound to this machine is the same origin to a browser, so the name itself must be this machine's
  if (!isLoopback(host.replace(/:\d+$/, ''))) return `Host: expected a loopback address, got ${host || 'none'}`;
  if (origin === '' || origin === `http://${host}` || origin === `https://${host}`) return null;
  return `Origin: expected none or http://${host}, got ${origin}`;
}

/** @param room whether the door takes another connection */
export function upgrade(
  res: HttpResponse,
  req: HttpRequest,
  context: Parameters<HttpResponse['upgrade']>[4],
  room: boolean,
): void {
  const problem = originProblem(req.getHeader('origin'), req.getHeader('host'));
  if (problem) {
    respondError(res, 'FORBIDDEN_ORIGIN', problem);
    return;
  }
  if (!room) {
    respondError(res, 'BUSY', 'the door has as many connections as it may; try again later');
    return;
  }
  const asked = encodingOf(req.getQuery('format'), req.getHeader('sec-websocket-protocol'));
  if (!asked) {
    respondError(res, 'BAD_ARGUMENT', `format: expected ${ENCODINGS.join(' or ')}, got ${req.getQuery('format')}`);
    return;
  }
  const session: Session = { connection: null, encoding: asked.encoding };
  res.upgrade(session, req.getHeader('sec-websocket-key'), asked.protocol, req.getHeader('sec-websocket-extensions'), context);
}

/**
 * The operators' HTTP server: what every request must pass before an action is looked at, and how answers are written.
 * A page in a browser on this machine must not be able to act: a POST needs the JSON content type (which a form cannot send and
 * a script of another origin may not), and Host must be an address of this machine (a rebound name is not).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { OperationalError } from '../errors.js';
import { authority, isLoopback, requireLoopback } from '../loopback.js';
import { ADMIN_ERRORS, type AdminErrorCode } from './codes.js';

/** Room for a day's schedule of 32 changes. */
const BODY_BYTES_MAX = 4096;
const REQUEST_MS_MAX = 10_000;

/** A refusal with its HTTP status. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The door's own refusal. */
export function refusal(code: AdminErrorCode, message: string): HttpError {
  return new HttpError(ADMIN_ERRORS[code], code, message);
}

export type Body = Record<string, unknown>;
/** Answers a request under /admin/v1, or throws HttpError. `body` is null for GET; `authorization` is the header. */
export type Handler = (path: string, body: Body | null, authorization: string | undefined) => Promise<object> | object;

export class AdminServer {
  private server: Server | null = null;

  constructor(private readonly handle: Handler) {}

  async listen(host: string, port: number): Promise<{ host: string; port: number }> {
    requireLoopback(host, 'admin door');
    const server = createServer({ requestTimeout: REQUEST_MS_MAX, headersTimeout: REQUEST_MS_MAX }, (request, response) => {
      this.answer(request, response);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE') return reject(error);
        reject(
          new OperationalError(
            'PORT_TAKEN',
            `admin door: expected a free port, got ${authority(host, port)}, which another process listens on; stop it or choose another adminPort (0 picks a free one)`,
          ),
        );
      });
      server.listen(port, host.replace(/^\[|\]$/g, ''), resolve);
    });
    this.server = server;
    return { host, port: (server.address() as { port: number }).port };
  }

  async close(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      checkHost(request);
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (!path.startsWith('/admin/v1/')) throw refusal('NOT_FOUND', `expected a path under /admin/v1/, got ${path}`);
      const body = request.method === 'POST' ? await readJson(request) : null;
      if (body === null && request.method !== 'GET') {
        throw refusal('METHOD_NOT_ALLOWED', `expected GET or POST, got ${request.method}`);
      }
      write(response, 200, await this.handle(path.slice('/admin/v1/'.length), body, request.headers.authorization));
    } catch (error) {
      const { status, code, message } = error instanceof HttpError ? error : refusal('INTERNAL', (error as Error).message);
      write(response, status, { error: { code, message } });
    }
  }
}

function checkHost(request: IncomingMessage): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (!isLoopback(host)) {
    throw refusal('FORBIDDEN_HOST', `Host: expected a loopback address, got ${request.headers.host ?? 'none'}`);
  }
  const origin = request.headers.origin;
  if (origin !== undefined && origin !== `http://${request.headers.host}`) {
    throw refusal('FORBIDDEN_ORIGIN', `Origin: expected none or http://${request.headers.host}, got ${origin}`);
  }
}

async function readJson(request: IncomingMessage): Promise<Body> {
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim();
  if (type !== 'application/json') {
    throw refusal('UNSUPPORTED_MEDIA_TYPE', `Content-Type: expected application/json, got ${type || 'none'}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw refusal('TOO_LARGE', `expected at most ${BODY_BYTES_MAX} bytes of JSON`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  try {
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Body;
  } catch {
    // the same answer as for JSON that is no object
  }
  throw refusal('BAD_JSON', `expected a JSON object, got ${text.slice(0, 80)}`);
}

function write(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(text);
}

/** The command line's end of the operators' door: one request, its answer or why not. */
import { OperationalError } from '../errors.js';

export const DEFAULT_URL = 'http://127.0.0.1:8081';

export interface ClientOptions {
  admin: string;
  author: string;
  token?: string;
  json?: boolean;
}

export type Answer = Record<string, unknown>;

/** Asks for an action under the operator's name. */
export function post(options: ClientOptions, action: string, body: object): Promise<Answer> {
  return call(options, action, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, author: options.author }),
  });
}

export function get<T>(options: ClientOptions, what: string): Promise<T> {
  return call<T>(options, what, {});
}

async function call<T>(options: ClientOptions, path: string, init: RequestInit): Promise<T> {
  if (!URL.canParse(options.admin)) {
    throw new OperationalError('BAD_ARGUMENT', `--admin: expected a URL such as ${DEFAULT_URL}, got ${options.admin}`);
  }
  const headers = { ...init.headers, ...(options.token ? { authorization: `Bearer ${options.token}` } : {}) };
  let response: Response;
  try {
    const url = new URL(`/admin/v1/${path}`, options.admin);
    response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    const cause = (error as { cause?: { code?: string; message?: string } }).cause;
    const why = cause?.code ?? cause?.message ?? (error as Error).message;
    throw new OperationalError(
      'ADMIN_UNREACHABLE',
      `expected the admin door of a running exchange at ${options.admin}, got ${why}; ` +
        'start it with `buttonwood start`, or give its address with --admin',
    );
  }
  const answer = (await response.json().catch(() => null)) as (T & { error?: { code: string; message: string } }) | null;
  if (response.ok && answer) return answer;
  const why = answer?.error ? `${answer.error.code}: ${answer.error.message}` : `HTTP ${response.status}`;
  throw new OperationalError('ADMIN_REFUSED', `${path}: ${why}`);
}

/** `buttonwood admin …`: an operator's commands, sent to the admin door of a running exchange. */
import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import { OperationalError } from '../errors.js';
import type { SessionStatus, VenueStatus } from '../status.js';
import { colors as pc } from './colors.js';

const DEFAULT_URL = 'http://127.0.0.1:8081';

interface Options {
  admin: string;
  author: string;
  json?: boolean;
  symbol?: string;
}

export function register(program: Command): void {
  const admin = program.command('admin').description('operate a running exchange');
  const add = (name: string, description: string) =>
    admin
      .command(name)
      .description(description)
      .addOption(new Option('--admin <url>', 'address of the admin door').default(DEFAULT_URL).env('BUTTONWOOD_ADMIN'))
      .option('--author <name>', 'who asks; it stands in the log', userInfo().username)
      .option('--json', 'print the answer as one line of JSON');
  const phase = (name: string, description: string) =>
    add(name, description)
      .option('--symbol <symbol>', 'one instrument instead of the venue')
      .action(async (o: Options) => {
        const answer = await post(o, name, { symbol: o.symbol });
        print(o, answer, () => `${answer.symbol ?? 'the venue'}: ${pc.bold(String(answer.phase))}`);
      });
  phase('halt', 'accept nothing');
  phase('cancel-only', 'accept cancels only');
  phase('resume', 'trade again');
  add('level', 'set the durability level: memory, disk, replica or mirror')
    .argument('<level>')
    .action(async (level: string, o: Options) => {
      const answer = await post(o, 'level', { level });
      print(o, answer, () => `durability: ${pc.bold(String(answer.level))}`);
    });
  add('sessions', 'list the sessions').action(async (o: Options) => {
    const answer = await get<{ sessions: SessionStatus[] }>(o, 'sessions');
    print(o, answer, () => sessionTable(answer.sessions));
  });
  add('status', 'show the state of the venue').action(async (o: Options) => {
    const answer = await get<VenueStatus>(o, 'status');
    print(o, answer, () => statusLines(answer));
  });
}

function print(options: Options, answer: object, text: () => string): void {
  process.stdout.write(`${options.json ? JSON.stringify(answer) : text()}\n`);
}

function post(options: Options, action: string, body: object): Promise<Record<string, unknown>> {
  return call(options, action, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, author: options.author }),
  });
}

function get<T>(options: Options, what: string): Promise<T> {
  return call<T>(options, what, {});
}

async function call<T>(options: Options, path: string, init: RequestInit): Promise<T> {
  if (!URL.canParse(options.admin)) {
    throw new OperationalError('BAD_ARGUMENT', `--admin: expected a URL such as ${DEFAULT_URL}, got ${options.admin}`);
  }
  let response: Response;
  try {
    response = await fetch(new URL(`/admin/v1/${path}`, options.admin), { ...init, signal: AbortSignal.timeout(10_000) });
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

function sessionTable(sessions: readonly SessionStatus[]): string {
  if (sessions.length === 0) return 'no sessions';
  const rows = sessions.map((s) => [
    s.session,
    s.kind,
    s.participant,
    s.connected ? 'connected' : '-',
    String(s.nextIn),
    String(s.nextOut),
    String(s.resetCount),
  ]);
  const head = ['SESSION', 'KIND', 'PARTICIPANT', 'STATE', 'NEXT IN', 'NEXT OUT', 'RESETS'];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  return [pc.bold(line(head)), ...rows.map(line), pc.dim('next in and out: as of the last logon or disconnect')].join('\n');
}

function statusLines(status: VenueStatus): string {
  const phases = Object.entries(status.phases).map(([symbol, phase]) => `${symbol} ${phase}`);
  return [
    `venue        ${status.mic}, epoch ${status.epoch}: ${pc.bold(status.phase)}`,
    `instruments  ${status.instruments}${phases.length > 0 ? ` (${phases.join(', ')})` : ''}`,
    `sessions     ${status.sessions.connected} of ${status.sessions.defined} connected`,
    `durability   ${status.level}: executed ${status.seq}, on disk ${status.durableSeq}, safe ${status.safeSeq}`,
    `open orders  ${status.stats.engineOpenOrders}`,
  ].join('\n');
}

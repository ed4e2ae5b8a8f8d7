/** `buttonwood admin …`: an operator's commands, sent to the admin door of a running exchange. */
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { Phase } from '../../engine/records.js';
import type { SessionStatus, VenueStatus } from '../status.js';
import { type Answer, type ClientOptions, DEFAULT_URL, get, post } from './admin-client.js';
import {
  approvalTable,
  bustTable,
  limitTable,
  phaseTable,
  scheduleLines,
  sessionTable,
  statusLines,
  table,
} from './admin-tables.js';

/** Options of all commands, and those of the command as commander gives them. */
type Options = ClientOptions & Record<string, string | boolean | undefined>;

export function register(program: Command): void {
  const admin = program.command('admin').description('operate a running exchange');
  registerViews(admin);
  registerPhases(admin);
  registerRisk(admin);
  registerTrades(admin);
  registerDays(admin);
}

function withOptions(command: Command): Command {
  return command
    .addOption(new Option('--admin <url>', 'address of the admin door').default(DEFAULT_URL).env('BUTTONWOOD_ADMIN'))
    .addOption(
      new Option('--token <token>', "the operator's token, where the venue asks for one").env('BUTTONWOOD_ADMIN_TOKEN'),
    )
    .option('--author <name>', 'who asks; it stands in the log', userInfo().username)
    .option('--json', 'print the answer as one line of JSON');
}

/** A command that shows something. */
function view<T extends object>(parent: Command, name: string, path: string, description: string, text: (answer: T) => string) {
  return withOptions(parent.command(name, { isDefault: name === 'show' }).description(description)).action(
    async (o: Options) => {
      const answer = await get<T>(o, path);
      print(o, answer, () => text(answer));
    },
  );
}

/** A command that does something; `body` makes the request of its arguments and options. */
function act(parent: Command, name: string, path: string, description: string, body: (args: string[], o: Options) => object) {
  return withOptions(parent.command(name).description(description)).action(async (...given: unknown[]) => {
    const command = given.at(-1) as Command;
    const options = command.opts<Options>();
    const answer = await post(options, path, body(command.processedArgs.flat() as string[], options));
    print(options, answer, () => sentence(answer));
  });
}

function print(options: ClientOptions, answer: object, text: () => string): void {
  process.stdout.write(`${options.json ? JSON.stringify(answer) : text()}\n`);
}

function sentence(answer: Answer): string {
  return String(answer.text ?? JSON.stringify(answer));
}

/** The options of these names that were given, and nothing else. */
function pick(o: Options, ...names: string[]): Record<string, string | boolean> {
  const entries = names.map((name) => [name, o[name]] as const).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, string | boolean>;
}

function integer(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a whole number, got ${text}`);
}

function registerViews(admin: Command): void {
  view<VenueStatus>(admin, 'status', 'status', 'show the state of the venue', statusLines);
  view<{ sessions: SessionStatus[] }>(admin, 'sessions', 'sessions', 'list the sessions', (a) => sessionTable(a.sessions));
  view(admin, 'phases', 'phases', 'list the phases', phaseTable);
  const session = admin.command('session').description('enable, disable or read again who may log on');
  for (const name of ['enable', 'disable']) {
    act(session, name, `session/${name}`, `${name} a session, on all doors`, ([named], o) => ({
      session: named,
      ...pick(o, 'kind'),
    }))
      .argument('<session>', 'its SenderCompID')
      .option('--kind <kind>', 'only fix, web or dropCopy');
  }
  act(session, 'reload', 'session/reload', "take the configuration file's sessions again", () => ({}));
  act(admin, 'notice', 'notice', 'say something to whoever is logged on', ([text]) => ({ text })).argument('<text>');
}

function registerPhases(admin: Command): void {
  const bySymbol = (command: Command) => command.option('--symbol <symbol>', 'one instrument instead of the venue');
  const fixed = (name: string, description: string) =>
    bySymbol(act(admin, name, name, description, (_args, o) => pick(o, 'symbol')));
  fixed('halt', 'accept nothing');
  fixed('cancel-only', 'accept cancels only');
  fixed('resume', 'trade again');
  bySymbol(act(admin, 'phase', 'phase', 'set the phase', ([phase], o) => ({ phase, ...pick(o, 'symbol') }))).argument(
    '<phase>',
    Object.keys(Phase).join(', '),
  );
  act(admin, 'level', 'level', 'set the durability level: memory, disk, replica or mirror', ([level]) => ({
    level,
  })).argument('<level>');
}

function registerRisk(admin: Command): void {
  const limits = admin.command('limits').description('show or set the limits of firms and accounts');
  view<{ firms: Parameters<typeof limitTable>[0] }>(limits, 'show', 'limits', 'show the limits that were set', (a) =>
    limitTable(a.firms),
  );
  const names = ['account', 'default', 'openOrders', 'openNotional', 'grossPosition', 'buyingPower', 'ordersPerSecond'];
  act(limits, 'set', 'limits', 'set limits; `none` takes one away', ([firm], o) => ({ firm, ...pick(o, ...names) }))
    .argument('<firm>')
    .option('--account <account>', 'of one account')
    .option('--default', 'of each account that has no limits of its own')
    .option('--open-orders <count>')
    .option('--open-notional <amount>')
    .option('--gross-position <amount>')
    .option('--buying-power <amount>')
    .option('--orders-per-second <count>', 'new orders and replaces of the firm');

  const kill = admin
    .command('kill-switch')
    .description('block entry and cancel all orders of a firm or the venue, until released');
  view<{ venue: boolean; firms: string[] }>(kill, 'show', 'kill-switches', 'show which are on', ({ venue, firms }) =>
    [`venue  ${venue ? 'ON' : 'off'}`, `firms  ${firms.length > 0 ? firms.join(', ') : 'none'}`].join('\n'),
  );
  for (const [name, path] of [
    ['on', 'kill'],
    ['off', 'release'],
  ]) {
    act(kill, name, path, `switch it ${name}`, (_args, o) => pick(o, 'firm', 'venue'))
      .option('--firm <firm>')
      .option('--venue', 'the whole venue');
  }

  act(admin, 'cancel', 'cancel', 'cancel orders', (_args, o) =>
    pick(o, 'firm', 'session', 'kind', 'account', 'symbol', 'side', 'all'),
  )
    .option('--firm <firm>')
    .option('--session <name>')
    .option('--kind <kind>', 'fix or web, for a session of that name on both')
    .option('--account <account>')
    .option('--symbol <symbol>')
    .option('--side <side>', 'buy or sell')
    .option('--all', 'every order of the venue');

  const stp = admin.command('stp').description('show or set the self-trade prevention of firms');
  view<{ firms: { firm: string; group: number; mode: string }[] }>(stp, 'show', 'stp', 'show groups and modes', ({ firms }) =>
    table(
      ['FIRM', 'GROUP', 'MODE'],
      firms.map((f) => [f.firm, String(f.group), f.mode]),
    ),
  );
  act(stp, 'set', 'stp', 'set group and mode', ([firm], o) => ({
    firm,
    ...pick(o, 'mode'),
    ...(typeof o['group'] === 'string' ? { group: integer(o['group']) } : {}),
  }))
    .argument('<firm>')
    .option('--group <number>', '0: none')
    .option('--mode <mode>', 'cancelNewest, cancelOldest, cancelBoth, decrement or off');
}

function registerTrades(admin: Command): void {
  act(admin, 'bust', 'bust', 'take a trade back', ([tradeId]) => ({ tradeId })).argument('<tradeId>', 'such as 1-42');
  act(admin, 'correct', 'correct', 'change the price of a trade, or price and quantity', ([tradeId], o) => ({
    tradeId,
    ...pick(o, 'price', 'qty', 'symbol'),
  }))
    .argument('<tradeId>', 'such as 1-42')
    .requiredOption('--price <price>')
    .option('--qty <quantity>', 'at most what was traded')
    .option('--symbol <symbol>', 'of a trade from before the last start');
  view<{ busts: Parameters<typeof bustTable>[0] }>(admin, 'busts', 'busts', 'list the last busts and corrections', (a) =>
    bustTable(a.busts),
  );
  view<{ approvals: Parameters<typeof approvalTable>[0] }>(
    admin,
    'approvals',
    'approvals',
    'list what waits for a second person',
    (a) => approvalTable(a.approvals),
  );
  act(admin, 'approve', 'approve', 'approve what another has asked for', ([id]) => ({ id: integer(id) })).argument('<id>');
  act(admin, 'withdraw', 'withdraw', 'withdraw what waits for approval', ([id]) => ({ id: integer(id) })).argument('<id>');
}

function registerDays(admin: Command): void {
  const schedule = admin.command('schedule').description('show or set the days and their phases');
  view(schedule, 'show', 'schedule', 'show the days that are scheduled', scheduleLines);
  act(schedule, 'set', 'schedule', "replace a day's schedule", ([date, ...changes]) => ({
    date,
    changes: changes.map((change) => {
      const [time, action, rest] = change.split('=');
      if (action !== undefined && rest === undefined) return { time, action };
      throw new InvalidArgumentError(`expected a change such as 09:00=open, got ${change}`);
    }),
  }))
    .argument('<date>', 'such as 2026-11-20')
    .argument('[changes...]', 'such as 09:00=open 17:30=closingAuction 18:00=endDay; none: nothing happens on that date');
  act(schedule, 'load', 'schedule/load', "take the calendar's next days again", (_args, o) =>
    typeof o['days'] === 'string' ? { days: integer(o['days']) } : {},
  ).option('--days <count>');
  act(admin, 'end-day', 'end-day', 'end the business day now', ([date]) => (date === undefined ? {} : { date })).argument(
    '[date]',
    'such as 2026-11-20; left out: the first that is scheduled',
  );
}

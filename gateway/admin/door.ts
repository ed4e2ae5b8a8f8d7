/**
 * The operators' door: each action becomes a command with its author, and is answered once the event it caused is safe.
 * Runs on a thread with an event loop. It never changes anything itself and never answers before the log has; a bust that takes
 * a second person waits here, outside the log, until there is one.
 */
import type { Clock } from '../../engine/clock.js';
import type { Origin } from '../../engine/commands.js';
import { writeBust, writeSetSchedule } from '../../engine/commands-venue.js';
import type { Directory } from '../../engine/directory.js';
import type { LogReader } from '../../engine/log.js';
import type { LevelName, Progress } from '../../engine/progress.js';
import { Exec, ExecType, FIRST_EVENT, Refused, Type } from '../../engine/records.js';
import { DayEnded } from '../../engine/records-venue.js';
import type { RingProducer } from '../../engine/ring.js';
import type { Stage } from '../../engine/stage.js';
import type { Stats } from '../../engine/stats.js';
import { type Calendar, dateText, remaining } from '../calendar.js';
import { Scheduler } from '../scheduler.js';
import type { SessionSource } from '../session-feed.js';
import { reject, sessionList, venueStatus } from '../status.js';
import { type Act, type ActionContext, actions, type BustRequest, readBust } from './actions.js';
import { type Answer, answerOf, refOf, tradeAnswer } from './answers.js';
import { type Approval, Approvals } from './approvals.js';
import { readAuthor, readInteger } from './body.js';
import { REFUSED_STATUS } from './codes.js';
import { requireKnownFields } from './fields.js';
import { AdminServer, type Body, HttpError, refusal } from './http.js';
import { type Asker, type OperatorConfig, Operators } from './operators.js';
import { busy, PendingActions } from './pending.js';
import { type ActionName, ASKED_ROLE, isActionName, roleOfAction } from './roles.js';
import { SessionActions } from './sessions.js';
import { Trades } from './trades.js';
import { dayView, killView, limitsOfFirm, phasesView, stpView } from './views.js';

const BATCH = 4096;
const DEFAULT_ANSWER_MS = 5000;
const DEFAULT_APPROVAL_MS = 900_000;
const DEFAULT_DAYS = 5;
const DAYS_MAX = 20;

export interface AdminDoorOptions {
  mic: string;
  /** The number that this door's commands carry. */
  door: number;
  commands: RingProducer;
  /** Gate `safe`. */
  log: LogReader;
  directory: Directory;
  progress: Progress;
  stats: Stats;
  clock: Clock;
  /** Asks for a turn of the loop that hosts this stage. */
  kick: () => void;
  /** Levels that this venue can reach; left out: all that the engine knows. */
  levels?: readonly LevelName[];
  /** How long an action may wait for its event to be safe. */
  answerMs?: number;
  /** Who may act, each with a token; none: anyone on this machine, under the name that is given. */
  operators?: readonly OperatorConfig[];
  bustNeedsApproval?: boolean;
  approvalMs?: number;
  calendar?: Calendar | null;
  /** The venue's CompID. */
  compId?: string;
  /** Where the configured sessions are read again; null: nowhere. */
  sessions?: SessionSource | null;
}

export class AdminDoor implements Stage {
  readonly name = 'admin';
  private readonly server = new AdminServer((path, body, authorization) => this.handle(path, body, authorization));
  private readonly operators: Operators;
  private readonly approvals: Approvals<BustRequest>;
  private readonly trades: Trades;
  private readonly context: ActionContext;
  private readonly scheduler: Scheduler | null;
  private readonly pending: PendingActions;
  private readonly sessions: SessionActions;
  private readonly origin: Origin;
  /** Whether the transaction being read is one of this door's. */
  private own = false;

  constructor(private readonly options: AdminDoorOptions) {
    const { directory, levels, clock, calendar = null } = options;
    this.pending = new PendingActions(clock, options.answerMs ?? DEFAULT_ANSWER_MS);
    this.origin = { door: options.door, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
    this.operators = new Operators(options.operators ?? []);
    this.approvals = new Approvals(options.approvalMs ?? DEFAULT_APPROVAL_MS);
    this.trades = new Trades(directory);
    this.context = { directory, calendar, trades: this.trades, levels };
    const { compId = '', sessions: source = null } = options;
    this.sessions = new SessionActions({ directory, compId, source, submit: (act) => this.submit(act) });
    this.scheduler = calendar === null ? null : new Scheduler(calendar, directory, DEFAULT_DAYS);
  }

  /** @throws OperationalError NOT_LOOPBACK, PORT_TAKEN */
  listen(host: string, port: number): Promise<{ host: string; port: number }> {
    return this.server.listen(host, port);
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private handle(path: string, body: Body | null, authorization: string | undefined): Promise<object> | object {
    const asker = this.operators.identify(authorization);
    if (body === null) return this.show(path);
    if (!isActionName(path)) {
      throw refusal('NOT_FOUND', `expected POST ${Object.keys(roleOfAction).join(', ')}; got ${path}`);
    }
    const author = asker.name ?? readAuthor(body);
    const isBust = path === 'bust' || path === 'correct';
    const needed = isBust && this.options.bustNeedsApproval ? ASKED_ROLE : roleOfAction[path];
    Operators.require(asker, needed, path);
    requireKnownFields(path, body);
    return this.act(path, body, author, asker);
  }

  private show(what: string): object {
    const { directory, progress, stats, clock, mic } = this.options;
    switch (what) {
      case 'status':
        return venueStatus(mic, directory, progress, stats, clock.nowUs());
      case 'sessions':
        return { sessions: sessionList(directory, this.options.sessions?.inForce ?? null) };
      case 'phases':
        return phasesView(directory);
      case 'limits':
        return { firms: directory.participants.map(limitsOfFirm) };
      case 'kill-switches':
        return killView(directory);
      case 'stp':
        return { firms: directory.participants.map((firm) => ({ firm: firm.name, ...stpView(firm) })) };
      case 'schedule':
        return {
          timeZone: this.context.calendar?.timeZone ?? null,
          lastEnded: directory.endedDate > 0 ? dateText(directory.endedDate) : null,
          days: directory.schedule.map(dayView),
        };
      case 'busts':
        return { busts: this.trades.recent() };
      case 'approvals':
        return { approvals: this.approvals.list(clock.nowUs()).map(approvalView) };
      default: {
        const views = 'status, sessions, phases, limits, kill-switches, stp, schedule, busts, approvals';
        throw refusal('NOT_FOUND', `expected GET ${views}; got ${what}`);
      }
    }
  }

  private act(name: ActionName, body: Body, author: string, asker: Asker): Promise<object> | object {
    const { clock } = this.options;
    switch (name) {
      case 'bust':
      case 'correct':
        return this.bust(name === 'bust', body, author);
      case 'approve': {
        const approval = this.approvals.toApprove(readInteger(body, 'id', 1, Number.MAX_SAFE_INTEGER), author, clock.nowUs());
        const answer = this.submitBust(approval.request, approval.author, author);
        this.approvals.taken(approval);
        return answer;
      }
      case 'withdraw': {
        const approval = this.approvals.withdraw(readInteger(body, 'id', 1, Number.MAX_SAFE_INTEGER), clock.nowUs());
        return { text: `${approval.what}, asked for by ${approval.author}, is withdrawn by ${asker.name ?? author}` };
      }
      case 'schedule/load':
        return this.loadSchedule(body, author);
      case 'session/enable':
      case 'session/disable':
        return this.sessions.setEnabled(name === 'session/enable', body, author);
      case 'session/reload':
        return this.sessions.reload(author);
      default: {
        const read = actions[name];
        if (read === undefined) throw refusal('NOT_FOUND', `no action ${name}`);
        return this.submit(read(body, author, this.context));
      }
    }
  }

  private bust(isBust: boolean, body: Body, author: string): Promise<object> | object {
    const { request, what } = readBust(isBust, body, this.context);
    if (!this.options.bustNeedsApproval) return this.submitBust(request, author, '');
    const approval = this.approvals.ask(author, what, request, this.options.clock.nowUs());
    const text = `${what} waits for the approval of a second person: approve ${approval.id}`;
    return { text, pending: true, ...approvalView(approval) };
  }

  private submitBust(request: BustRequest, author: string, approver: string): Promise<object> {
    return this.submit({
      write: (sink, origin) => writeBust(sink, origin, { ...request, author, approver }),
      answers: [Type.TRADE_BUSTED, Type.TRADE_CORRECTED],
    });
  }

  /** The calendar's next days, whatever was scheduled for them. */
  private async loadSchedule(body: Body, author: string): Promise<object> {
    const { calendar, directory } = this.context;
    if (calendar === null) throw refusal('NO_CALENDAR', 'schedule/load: expected a calendar in the configuration');
    const days = body.days === undefined ? DEFAULT_DAYS : readInteger(body, 'days', 1, DAYS_MAX);
    const nowUs = this.options.clock.nowUs();
    const dates = calendar.datesFrom(nowUs, days);
    await Promise.all(
      dates.map((date) => {
        const isKnown = directory.schedule.some((day) => day.date === date);
        const changes = remaining(calendar.changes(date), nowUs, isKnown);
        const write: Act['write'] = (sink, origin) => writeSetSchedule(sink, origin, date, changes, author);
        return this.submit({ write, answers: [Type.SCHEDULE_SET] });
      }),
    );
    return { text: `${dates.length} days are scheduled`, days: directory.schedule.map(dayView) };
  }

  private submit({ write, answers }: Act): Promise<object> {
    const { commands, kick } = this.options;
    this.origin.ref = this.pending.begin();
    if (!write(commands, this.origin)) throw busy();
    commands.publish();
    kick();
    return this.pending.answerTo(answers);
  }

  work(): number {
    const { log } = this.options;
    let read = 0;
    while (read < BATCH) {
      const at = log.next();
      if (at < 0) break;
      this.take(at);
      read++;
    }
    if (read > 0) log.release();
    if (this.scheduler?.owes) read += this.schedule(this.scheduler);
    this.pending.expire();
    return read;
  }

  private schedule(scheduler: Scheduler): number {
    const { commands, clock } = this.options;
    this.origin.ref = 0;
    const submitted = scheduler.submit(commands, this.origin, clock.nowUs());
    if (submitted > 0) commands.publish();
    return submitted;
  }

  private take(at: number): void {
    const { log, directory } = this.options;
    const { views } = log;
    const type = views.u16[(at >> 1) + 2];
    if (type < FIRST_EVENT) {
      this.own = views.u16[(at >> 1) + 3] === this.options.door;
      if (type === Type.BUST) this.trades.asked(views, at);
      return;
    }
    if (type === Type.EXEC) {
      if (views.u8[at + Exec.EXEC_TYPE] === ExecType.trade) this.trades.traded(views, at);
      return;
    }
    directory.apply(views, at);
    if (type === Type.DAY_ENDED) this.scheduler?.dayEnded(views.i32[(at + DayEnded.DATE) >> 2]);
    const change =
      type === Type.TRADE_BUSTED || type === Type.TRADE_CORRECTED ? this.trades.changed(views, at, log.seq, log.timeUs) : null;
    if (!this.own) return;
    if (type === Type.REFUSED) {
      const reason = reject(views.u16[(at + Refused.REASON) >> 1]);
      this.pending
        .settle(views.i32[(at + Refused.REF) >> 2], type)
        ?.reject(new HttpError(REFUSED_STATUS, reason.code, reason.message));
      return;
    }
    const answer: Answer | null = change ? tradeAnswer(change) : answerOf(views, at, type, directory);
    if (answer) this.pending.settle(refOf(views, at, type), type)?.resolve({ ...answer, seq: log.seq });
  }

  deadlineUs(): number {
    return this.pending.deadlineUs();
  }

  busy(): boolean {
    return this.pending.count > 0 || (this.scheduler?.owes ?? false);
  }
}

function approvalView({ id, author, what, expiresUs }: Approval<BustRequest>) {
  return { id, what, author, expires: new Date(expiresUs / 1000).toISOString() };
}

/** The real engine, driven with the same commands as the model. */
import {
  OrderFields,
  type Origin,
  writeDefineInstrument,
  writeDefineParticipant,
  writeDefineSession,
  writeDisconnect,
  writeEpochStart,
  writeLogon,
  writeOrder,
  writeSetPhase,
  writeTick,
} from '../../engine/commands.js';
import {
  writeBust,
  writeDeadMan,
  writeEndDay,
  writeKillSwitch,
  writeNotice,
  writeOperatorCancel,
  writeSetLimits,
  writeSetSchedule,
  writeSetStp,
} from '../../engine/commands-venue.js';
import { Engine, RULES_VERSION } from '../../engine/engine.js';
import { MemorySink } from '../../engine/log.js';
import {
  Command as CommandAt,
  ID_SPAN,
  MassCancelScope,
  MassStatusScope,
  Phase,
  SessionKind,
  Type,
} from '../../engine/records.js';
import { BustAction, LimitScope, ScheduleAction, Stp } from '../../engine/records-venue.js';
import type { Command, Routed, SessionSettings } from './commands.js';
import { type Told, told } from './decode.js';
import { fillNew, fillReplace, fillWhich, inbound, START_US, sideCode } from './fields.js';
import type { Setup } from './model/model.js';

const capacities = {
  orders: 400,
  instruments: 4,
  sessions: 8,
  participants: 4,
  clOrdIds: 4000,
  ladderTicks: 64,
  accounts: 64,
  specials: 400,
  trades: 12,
  positions: 1000,
};
/** Who asks, for whose account, and by which route. */
interface Asked extends Routed {
  account?: string | undefined;
}

export class Venue {
  readonly out = new MemorySink();
  readonly engine: Engine;
  /** Commands as applied, end to end. */
  readonly log = new MemorySink();
  private readonly command = new MemorySink();
  private readonly fields = new OrderFields();
  private sessions: Setup['sessions'] = [];
  private seq = 0;
  private epoch = 0;
  private capacities: typeof capacities;
  private isQuiet = false;
  timeUs = START_US;

  constructor(setup: Setup, more: Partial<typeof capacities> = {}) {
    this.engine = new Engine(this.out);
    this.capacities = { ...capacities, ...more };
    this.begin(setup, more);
  }

  /** A run begins, the first or one more with other definitions, and every session logs on. */
  begin(setup: Setup, more: Partial<typeof capacities> = {}): void {
    this.capacities = { ...this.capacities, trades: setup.tradesKept, orders: setup.ordersKept, ...more };
    this.restart({ do: 'restart', phase: 'open' });
    for (let firm = 0; firm < setup.firms; firm++) this.run({}, (sink, o) => writeDefineParticipant(sink, o, `FIRM${firm}`));
    for (const definition of setup.instruments) this.run({}, (sink, o) => writeDefineInstrument(sink, o, definition));
    this.sessions = setup.sessions;
    this.sessions.forEach((settings, session) => {
      this.define(session, settings);
      this.apply({ do: 'logon', session });
    });
  }

  /** Of a session that the setup does not have nothing is defined. */
  private define(session: number, { enabled, copies, maxOpenOrders }: SessionSettings): Told[] {
    const known = this.sessions[session];
    if (!known) return [];
    const { firm, cod, graceMs, resetDaily, dropCopy } = known;
    const names = { senderCompId: `S${session}`, targetCompId: 'VENUE' };
    const kind = dropCopy ? SessionKind.dropCopy : SessionKind.fix;
    const settings = { participant: firm, kind, cancelOnDisconnect: cod, graceMs, resetDaily, enabled, copies, maxOpenOrders };
    return this.run({}, (sink, o) => writeDefineSession(sink, o, { ...settings, ...names }, 'operator'));
  }

  private restart(c: Extract<Command, { do: 'restart' }>): Told[] {
    this.epoch++;
    const { ladderTicks = this.capacities.ladderTicks } = c;
    const phase = c.phase ? Phase[c.phase] : 0;
    const sizes = { ...this.capacities, ladderTicks };
    const fields = { epoch: this.epoch, rulesVersion: RULES_VERSION, prevFrameCrc: 0, phase, capacities: sizes };
    return this.run({}, (sink, o) => writeEpochStart(sink, o, fields));
  }

  /** The same without telling what came of it. */
  quietly(c: Command): void {
    this.isQuiet = true;
    this.apply(c);
    this.isQuiet = false;
  }

  /** Any command, of those too that apply() has none for. */
  run(origin: Partial<Origin>, write: (sink: MemorySink, origin: Origin) => boolean): Told[] {
    const { command, out } = this;
    command.clear();
    if (!write(command, { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0, ...origin }))
      throw new Error('no room for a command');
    command.views.f64[CommandAt.SEQ >> 3] = ++this.seq;
    command.views.f64[CommandAt.TIME >> 3] = this.timeUs;
    out.clear();
    this.engine.apply(command.views, 0);
    if (this.isQuiet) return [];
    const bytes = command.bytes();
    const at = this.log.claim(bytes.length);
    this.log.views.u8.set(bytes, at);
    return told(out, START_US);
  }

  apply(c: Command): Told[] {
    const author = 'operator';
    const origin = 'session' in c ? inbound(c) : {};
    switch (c.do) {
      case 'new':
        return this.order(Type.NEW_ORDER, c, c.id, c.link ?? '', () => fillNew(this.fields, c));
      case 'replace':
        return this.order(Type.REPLACE, c, c.id, c.orig, () => fillReplace(this.fields, c));
      case 'cancel':
        return this.order(Type.CANCEL, c, c.id, c.orig);
      case 'status':
        return this.order(Type.ORDER_STATUS, c, '', c.orig);
      case 'massStatus':
        return this.order(Type.MASS_STATUS, c, c.id, '', () => fillWhich(this.fields, MassStatusScope[c.scope], c));
      case 'mass':
        return this.order(Type.MASS_CANCEL, c, c.id, '', () => fillWhich(this.fields, MassCancelScope[c.scope], c));
      case 'tick':
        this.timeUs += c.ms * 1000;
        return this.run({}, writeTick);
      case 'phase':
        return this.run({}, (sink, o) => writeSetPhase(sink, o, c.ins, Phase[c.phase], author));
      case 'limits': {
        const who = { participant: c.firm, scope: LimitScope[c.scope], account: c.account ?? '', author };
        return this.run({}, (sink, o) => writeSetLimits(sink, o, { ...who, ...c.set }));
      }
      case 'kill':
        return this.run({}, (sink, o) => writeKillSwitch(sink, o, c.firm, c.on, author));
      case 'operatorCancel': {
        const { firm, session, ins, side, account = '' } = c;
        const which = { participant: firm, session, instrument: ins, side: sideCode(side), account, author };
        return this.run({}, (sink, o) => writeOperatorCancel(sink, o, which));
      }
      case 'stp':
        return this.run({}, (sink, o) => writeSetStp(sink, o, c.firm, c.group, Stp[c.mode], author));
      case 'bust': {
        const action = c.correct ? BustAction.correct : BustAction.bust;
        const { price: newTicks, qty: newLots } = c.correct ?? { price: 0, qty: 0 };
        const fields = {
          tradeId: (Math.floor(c.trade / 1_000_000) + 1) * ID_SPAN + (c.trade % 1_000_000),
          action,
          newTicks,
          newLots,
          approver: '',
          author,
        };
        return this.run({}, (sink, o) => writeBust(sink, o, fields));
      }
      case 'schedule': {
        const code = (action: string) => (action === 'endDay' ? ScheduleAction.endDay : Phase[action as keyof typeof Phase]);
        const changes = c.entries.map(({ ms, action }) => ({ timeUs: START_US + ms * 1000, action: code(action) }));
        return this.run({}, (sink, o) => writeSetSchedule(sink, o, c.date, changes, author));
      }
      case 'endDay':
        return this.run({}, (sink, o) => writeEndDay(sink, o, c.date, author));
      case 'notice':
        return this.run({}, (sink, o) => writeNotice(sink, o, c.text, author));
      case 'restart':
        return this.restart(c);
      case 'deadMan':
        return this.run(origin, (sink, o) => writeDeadMan(sink, o, c.ms));
      case 'disconnect':
        return this.run(origin, (sink, o) => writeDisconnect(sink, o, c.clean === true, c.reset === true));
      case 'logon': {
        const windowUs = c.windowMs === undefined ? 0 : START_US + c.windowMs * 1000;
        const logon = { reset: c.reset === true, cancelOnDisconnect: c.cancel ?? 0, windowUs, content: '108=30\u0001' };
        return this.run(origin, (sink, o) => writeLogon(sink, o, logon));
      }
      case 'define':
        return this.define(c.session, c);
    }
  }

  private order(type: number, c: Asked, id: string, orig: string, fill = () => {}): Told[] {
    const { fields } = this;
    const { account = '', route = '' } = c;
    fields.clear();
    fields.terms.clear();
    fields.instrument = -1;
    fields.setText(id, orig, account);
    fields.setRoute(route);
    fill();
    return this.run(inbound(c), (sink, o) => writeOrder(sink, type, o, fields));
  }
}

/** Applies a log of commands to a fresh engine: all the bytes that it tells. */
export function replay(log: MemorySink): Buffer {
  const out = new MemorySink();
  const engine = new Engine(out);
  const parts: Buffer[] = [];
  for (let at = 0; at < log.used; at += log.views.i32[at >> 2] ?? 0) {
    out.clear();
    engine.apply(log.views, at);
    parts.push(Buffer.from(out.bytes()));
  }
  return Buffer.concat(parts);
}

/** The model's face: a command in, lines out. Orders and sessions here, operators in operator.ts. */
import type { CompleteInstrument } from '../../../engine/instrument-definition.js';
import type { Command, PhaseName, SessionSettings } from '../commands.js';
import { lookAtBands, lookAtTrades } from './bands.js';
import { bust, cancelOrders, endDay, kill, mass, notice, setLimits, setSchedule, tick } from './operator.js';
import { cancel, massStatus, newOrder, replace, status } from './orders.js';
import { setOwnPhase, setVenuePhase, tellIndication } from './phases.js';
import { count, disconnect, isLive, logon, startAgain, whyNotUp } from './sessions.js';
import { type Ins, type State, tell, type Why } from './state.js';
import { settle } from './steps.js';

export interface Setup {
  instruments: CompleteInstrument[];
  sessions: ({ firm: number; cod: boolean; graceMs: number; resetDaily: boolean; dropCopy: boolean } & SessionSettings)[];
  firms: number;
  tradesKept: number;
  /** How many open orders there may be. */
  ordersKept: number;
}

export class Model {
  readonly s: State;

  constructor(setup: Setup) {
    const none = { openOrders: -1, openNotional: -1, grossPosition: -1, buyingPower: -1, ordersPerSecond: -1 };
    this.s = {
      timeUs: 0,
      phase: 'open',
      instruments: setup.instruments.map(newInstrument),
      orders: [],
      used: new Map(),
      sessions: setup.sessions.map((x) => ({
        ...x,
        over: 1,
        codNow: x.cod,
        codAt: undefined,
        deadAt: undefined,
        resetDue: false,
        nextIn: 1,
        nextOut: 2, // each has been answered its Logon
        resets: 0,
        windowMs: undefined,
      })),
      firms: Array.from({ length: setup.firms }, () => ({
        group: 0,
        mode: 1,
        killed: false,
        second: -1,
        count: 0,
        limits: { ...none },
        accountLimits: new Map(),
      })),
      killed: false,
      accounts: [],
      trades: [],
      tradesKept: setup.tradesKept,
      ordersKept: setup.ordersKept,
      lastEnded: 0,
      schedule: [],
      ids: { order: 0, trade: 0, time: 0 },
      events: [],
      asked: '',
      dry: false,
    };
    for (const ins of this.s.instruments) lookAtBands(this.s, ins);
  }

  apply(c: Command): string[] {
    const { s } = this;
    s.events = [];
    s.asked = ('route' in c && c.route) || '';
    const span = (us: number) => Math.floor(us / 30_000_000);
    const before = s.timeUs;
    if (c.do === 'tick') s.timeUs += c.ms * 1000;
    for (const ins of s.instruments) {
      ins.dynamic = ins.last;
      if (span(s.timeUs) !== span(before)) lookAtTrades(s, ins);
    }
    const refused = this.whyNotHeard(c);
    if ('msgSeqNum' in c && c.do !== 'logon') count(s, c);
    if (refused) tell(s, `REFUSED ${refused}`);
    else this.execute(c);
    for (const ins of s.instruments) {
      settle(s, ins);
      lookAtBands(s, ins);
      tellIndication(s, ins);
    }
    return s.events;
  }

  private whyNotHeard(c: Command): Why | '' {
    if (!('session' in c) || c.do === 'operatorCancel' || c.do === 'disconnect') return '';
    const session = this.s.sessions[c.session];
    if (!session) return 'unknownSession';
    if (c.do === 'logon') return whyNotUp(session, c);
    if (c.do === 'define') return c.copies > 0 && !session.dropCopy ? 'invalidDefinition' : '';
    if (!isLive(session, c)) return 'notLoggedOn';
    return session.dropCopy ? 'readOnlySession' : '';
  }

  private execute(c: Command): void {
    const { s } = this;
    const session = 'session' in c ? s.sessions[c.session] : undefined;
    const ins = 'ins' in c && c.ins !== undefined ? s.instruments[c.ins] : undefined;
    if (c.do === 'new') newOrder(s, c);
    else if (c.do === 'replace') replace(s, c);
    else if (c.do === 'cancel') cancel(s, c.session, c.id, c.orig);
    else if (c.do === 'status') status(s, c.session, c.orig);
    else if (c.do === 'massStatus') massStatus(s, c);
    else if (c.do === 'mass') mass(s, c);
    else if (c.do === 'tick') tick(s);
    else if (c.do === 'phase' && ins) setOwnPhase(s, ins, c.phase, true);
    else if (c.do === 'phase') setVenuePhase(s, c.phase);
    else if (c.do === 'limits') setLimits(s, c);
    else if (c.do === 'kill') kill(s, c.firm, c.on);
    else if (c.do === 'operatorCancel') {
      const count = cancelOrders(s, 'operatorCancel', c);
      tell(s, `ORDERS_CANCELED ${count}`);
    } else if (c.do === 'stp') {
      const modes = ['firm', 'cancelNewest', 'cancelOldest', 'cancelBoth', 'decrement', 'off'];
      Object.assign(s.firms[c.firm] ?? {}, { group: c.group, mode: modes.indexOf(c.mode) });
      tell(s, `STP_SET f${c.firm} group ${c.group} ${c.mode}`);
    } else if (c.do === 'restart') restart(s, c.phase);
    else if (c.do === 'notice') notice(s, c.text);
    else if (c.do === 'bust') bust(s, c);
    else if (c.do === 'schedule') setSchedule(s, c);
    else if (c.do === 'endDay') {
      if (c.date <= s.lastEnded) tell(s, 'REFUSED dayOver');
      else {
        s.schedule = s.schedule.filter((e) => e.date !== c.date);
        endDay(s, c.date);
      }
    } else if (c.do === 'deadMan' && session) {
      session.deadAt = c.ms === 0 ? undefined : s.timeUs + c.ms * 1000;
      tell(s, `DEAD_MAN_SET s${c.session} ${c.ms}`);
    } else if (c.do === 'define' && session) {
      const { enabled, copies, maxOpenOrders } = c;
      Object.assign(session, { enabled, copies, maxOpenOrders });
      tell(s, `SESSION_DEFINED s${c.session}`);
    } else if (c.do === 'disconnect') disconnect(s, c);
    else if (c.do === 'logon') logon(s, c);
  }
}

function newInstrument(def: CompleteInstrument, index: number): Ins {
  return {
    index,
    def,
    reference: def.referenceTicks || undefined,
    own: 'open',
    auctionEnds: undefined,
    last: undefined,
    dynamic: undefined,
    auctionPrice: undefined,
    closePrice: undefined,
    dayLots: 0,
    queue: [],
    released: [],
    step: undefined,
    told: '',
    toldAt: -Infinity,
    luld: { reference: def.referenceTicks || undefined, trades: [], state: 'normal', until: 0, told: '' },
  };
}

/** A new epoch. */
function restart(s: State, phase: PhaseName | undefined): void {
  const after = (id: number) => (Math.floor(id / 1_000_000) + 1) * 1_000_000;
  Object.assign(s.ids, { order: after(s.ids.order), trade: after(s.ids.order) });
  tell(s, 'EPOCH_STARTED');
  for (const x of s.sessions) {
    if (x.over > 0 && x.codNow) x.codAt = s.timeUs + x.graceMs * 1000;
    x.over = 0;
  }
  s.sessions.forEach((x, i) => {
    if (x.resetDue) startAgain(s, i);
  });
  if (phase && phase !== s.phase) setVenuePhase(s, phase);
}

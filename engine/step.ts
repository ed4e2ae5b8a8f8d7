/**
 * One command: its number and time are taken, it goes to who carries it out, and what it has set in motion comes to its end.
 * Engine thread only.
 */
import { CancelCommands } from './cancel-commands.js';
import { InvariantError, invariant } from './invariant.js';
import type { Market } from './market.js';
import { MassStatus } from './mass-status.js';
import { OperatorCommands } from './operator-commands.js';
import { OrderCommands } from './order-commands.js';
import { createPlainOrders } from './plain-orders.js';
import { Reason } from './reasons.js';
import * as records from './records.js';
import { ReferenceCommands } from './reference-commands.js';
import type { RecordViews } from './ring.js';
import { createIsLive, SessionCommands } from './session-commands.js';
import type { Timers } from './timers.js';

const { Command, Type } = records;
const NONE = Reason.none;
const SEQ = 0;
const TIME = 1;

/** Applies the command at `at`, any but EPOCH_START. */
export type Step = (views: RecordViews, at: number, type: number) => void;

export function createStep(market: Market, timers: Timers): Step {
  const { state, events, luld, auctions, phases, busts, schedule, day, deadMan } = market;
  const { now, sessions: known } = state;
  const plain = createPlainOrders(market);
  const orders = new OrderCommands(market);
  const cancels = new CancelCommands(market, orders);
  const massStatus = new MassStatus(market);
  const isLive = createIsLive(events);
  const sessions = new SessionCommands(events, isLive);
  const reference = new ReferenceCommands(market);
  const operators = new OperatorCommands(market);

  function refuseIf(reason: number): void {
    if (reason !== NONE) events.refuse(reason);
  }

  function whyOffline(): number {
    const session = events.command.i32[(events.at + Command.SESSION) >> 2];
    return session >= 0 && session < known.count ? Reason.notLoggedOn : Reason.unknownSession;
  }

  function ofOrders(type: number): void {
    if (type === Type.NEW_ORDER) {
      if (!plain.newOrder()) notPlain(type);
    } else if (type === Type.CANCEL) {
      if (!plain.cancel()) notPlain(type);
    } else if (type === Type.REPLACE) {
      if (!plain.replace()) notPlain(type);
    } else notPlain(type);
  }

  /** A session that is read-only comes here with all it asks for: it has no orders, and may have none. */
  function notPlain(type: number): void {
    if (known.isReadOnly(events.command.i32[(events.at + Command.SESSION) >> 2])) refuseIf(Reason.readOnlySession);
    else if (type === Type.NEW_ORDER) orders.newOrder();
    else if (type === Type.CANCEL) cancels.cancel();
    else if (type === Type.REPLACE) cancels.replace();
    else if (type === Type.MASS_CANCEL) cancels.massCancel();
    else if (type === Type.ORDER_STATUS) cancels.status();
    else if (type === Type.MASS_STATUS) massStatus.answer();
    else if (type === Type.DEAD_MAN) refuseIf(deadMan.set());
    else throw unknownType(type);
  }

  function ofSessions(type: number): void {
    if (type === Type.RECEIVED) isLive();
    else if (type === Type.SAY) sessions.say();
    else if (type === Type.SET_NEXT_IN) sessions.setNextIn();
    else if (type === Type.LOGON) refuseIf(sessions.logon());
    else if (type === Type.DISCONNECT) sessions.disconnect();
    else throw unknownType(type);
  }

  /** What no session asks for: reference data, and the operators. Returns a Reason. */
  function ofVenue(type: number): number {
    switch (type) {
      case Type.DEFINE_INSTRUMENT:
        return reference.defineInstrument();
      case Type.DEFINE_PARTICIPANT:
        return reference.defineParticipant();
      case Type.DEFINE_SESSION:
        return reference.defineSession();
      case Type.SET_PHASE:
        return phases.setPhase();
      case Type.SET_LEVEL:
        return reference.setLevel();
      case Type.SET_LIMITS:
        return operators.setLimits();
      case Type.KILL_SWITCH:
        return operators.killSwitch();
      case Type.OPERATOR_CANCEL:
        return operators.cancel();
      case Type.SET_STP:
        return operators.setStp();
      case Type.BUST:
        return busts.bust();
      case Type.SET_SCHEDULE:
        return schedule.set();
      case Type.END_DAY:
        return day.endByCommand();
      case Type.NOTICE:
        return operators.notice();
      default:
        throw unknownType(type);
    }
  }

  return function step(views, at, type) {
    const seq = views.f64[(at + Command.SEQ) >> 3];
    const timeUs = views.f64[(at + Command.TIME) >> 3];
    invariant(seq === now[SEQ] + 1, 'engine: expected the next sequence number');
    invariant(timeUs >= now[TIME], 'engine: time fell');
    now[SEQ] = seq;
    now[TIME] = timeUs;
    events.command = views;
    events.at = at;
    luld.beforeCommand();
    if (type >= Type.NEW_ORDER && type < Type.SET_LIMITS) {
      if (isLive()) ofOrders(type);
      else refuseIf(whyOffline());
    } else if (type >= Type.LOGON && type < Type.NEW_ORDER) ofSessions(type);
    else if (type === Type.TICK) timers.fire();
    else refuseIf(ofVenue(type));
    auctions.afterCommand();
  };
}

function unknownType(type: number): InvariantError {
  return new InvariantError(`engine: expected the type of a command, got ${type}`);
}

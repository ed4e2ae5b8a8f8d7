/**
 * What a session asks of the venue itself: which instruments there are, in which state they are, and whether trading goes on; once, or to
 * be told of each change. Answers that do not fit into one message wait here and are said while the command ring has room: of a state that
 * changes in the meantime only the last is told. Door's thread; not hot.
 */
import type { InstrumentInfo } from '../../../engine/directory.js';
import { BusinessReason, newsContent } from '../answers.js';
import type { DoorContext } from '../door-context.js';
import { Msg } from '../msg-types.js';
import type { FixParser } from '../parser.js';
import type { FixSession } from '../session.js';
import { ListResult, noSecurityList, securityDefinition, securityList } from './instruments.js';
import { phaseInForce, securityStatus, TRADING_SESSION, tradingSessionStatus } from './trading-status.js';

const SOH = '\x01';
const ID_MAX = 64;
/** Answers and notices that may wait. */
const WAITING_MAX = 16;
/** Messages said in one turn, so that others have theirs. */
const SAY_PER_TURN = 16;
/** SecurityListRequestType(559). */
const ListType = { symbol: '0', all: '4' } as const;
/** SubscriptionRequestType(263). */
const Subscription = { snapshot: '0', updates: '1', stop: '2' } as const;

/** The instruments whose changes a session wants. */
interface Watch {
  /** SecurityStatusReqID, by instrument. */
  ids: Map<number, string>;
  /** Those that have changed, of which is to be told. */
  changed: Set<number>;
}

/** Bodies of one MsgType, said one after another. */
interface Waiting {
  msgType: number;
  contents: Iterator<string>;
}

export class Desk {
  /** Why handle() was false: BusinessRejectReason and Text. */
  fault: number = BusinessReason.other;
  text = '';
  private readonly waiting: Waiting[] = [];
  /** null: no instruments, as with most sessions. */
  private watch: Watch | null = null;
  /** TradSesReqID of who wants the changes of the trading session; null: nobody. */
  private watchedSession: string | null = null;
  /** The trading session has changed, of which is to be told. */
  private sessionChanged = false;

  constructor(
    private readonly door: DoorContext,
    private readonly owner: FixSession,
  ) {}

  /** @param msgType as the parser gives it */
  takes(msgType: number): boolean {
    return (
      msgType === Msg.securityListRequest ||
      msgType === Msg.securityDefinitionRequest ||
      msgType === Msg.securityStatusRequest ||
      msgType === Msg.tradingSessionStatusRequest
    );
  }

  /** A new connection: nothing that the one before asked for goes on. */
  clear(): void {
    this.waiting.length = 0;
    this.watch = null;
    this.watchedSession = null;
    this.sessionChanged = false;
  }

  /** Takes a request; false: it is refused, with `fault` and `text`. The caller counts the message, then calls work(). */
  handle(p: FixParser): boolean {
    if (this.waiting.length >= WAITING_MAX) {
      return this.refuse(BusinessReason.notAvailable, `expected at most ${WAITING_MAX} requests whose answers are under way`);
    }
    const idTag = ID_TAGS[p.msgType];
    if (this.value(p, idTag).length > ID_MAX) {
      return this.refuse(BusinessReason.other, `tag ${idTag}: expected at most ${ID_MAX} characters`);
    }
    if (p.msgType === Msg.securityListRequest) return this.listInstruments(p);
    if (p.msgType === Msg.securityDefinitionRequest) return this.defineInstrument(p);
    return p.msgType === Msg.securityStatusRequest ? this.watchInstrument(p) : this.watchSession(p);
  }

  private refuse(fault: number, text: string): false {
    this.fault = fault;
    this.text = text;
    return false;
  }

  private value(p: FixParser, tag: number): string {
    return p.text(this.owner.wire.validator.find(tag));
  }

  private instrument(p: FixParser): InstrumentInfo | undefined {
    return this.door.directory.instrument(this.value(p, 55));
  }

  /** The request's id and one of ours for the answer, as fields. */
  private ids(p: FixParser): string {
    return `320=${this.value(p, 320)}${SOH}322=${this.door.nextAnswerId()}${SOH}`;
  }

  private put(msgType: number, contents: Iterable<string>): true {
    this.waiting.push({ msgType, contents: contents[Symbol.iterator]() });
    return true;
  }

  private listInstruments(p: FixParser): boolean {
    const { dialect } = this.owner.wire;
    const type = this.value(p, 559);
    const isKnown = type === ListType.all || type === ListType.symbol;
    const one = this.instrument(p);
    const { instruments } = this.door.directory;
    const found = type === ListType.all ? [...instruments] : type === ListType.symbol && one !== undefined ? [one] : [];
    if (found.length > 0) return this.put(Msg.securityList, securityList(found, this.ids(p), dialect));
    return this.put(Msg.securityList, [noSecurityList(isKnown ? ListResult.notFound : ListResult.unsupported, this.ids(p))]);
  }

  private defineInstrument(p: FixParser): boolean {
    const symbol = this.value(p, 55).slice(0, ID_MAX);
    if (symbol === '') return this.refuse(BusinessReason.conditionallyRequired, 'Conditionally required field missing: 55');
    const instrument = this.instrument(p) ?? null;
    return this.put(Msg.securityDefinition, [securityDefinition(instrument, symbol, this.ids(p), this.owner.wire.dialect)]);
  }

  private watchInstrument(p: FixParser): boolean {
    const instrument = this.instrument(p);
    if (instrument === undefined) return this.refuse(BusinessReason.unknownSecurity, 'unknown symbol');
    const subscription = this.value(p, 263);
    const id = this.value(p, 324);
    if (subscription === Subscription.stop) {
      this.watch?.ids.delete(instrument.index);
      return true;
    }
    if (subscription === Subscription.updates) {
      this.watch ??= { ids: new Map(), changed: new Set() };
      this.watch.ids.set(instrument.index, id);
    }
    return this.put(Msg.securityStatus, [this.statusOf(instrument, id, true)]);
  }

  private watchSession(p: FixParser): boolean {
    const named = this.value(p, 336);
    if (named !== '' && named !== TRADING_SESSION) {
      return this.refuse(BusinessReason.unknownId, `TradingSessionID: expected ${TRADING_SESSION}`);
    }
    const subscription = this.value(p, 263);
    const id = this.value(p, 335);
    if (subscription === Subscription.stop) {
      this.watchedSession = null;
      return true;
    }
    if (subscription === Subscription.updates) this.watchedSession = id;
    return this.put(Msg.tradingSessionStatus, [tradingSessionStatus(this.door.directory.phase, id, true)]);
  }

  private statusOf({ symbol, phase }: InstrumentInfo, id: string, asked: boolean): string {
    const inForce = phaseInForce(phase, this.door.directory.phase);
    return securityStatus(symbol, inForce, id, asked, this.owner.wire.dialect);
  }

  /** The phase of an instrument (-1: of the venue) has changed. Returns whether there is something to say. */
  phaseChanged(instrument: number): boolean {
    if (instrument < 0) this.sessionChanged = this.watchedSession !== null;
    if (this.watch !== null) {
      const { ids, changed } = this.watch;
      if (ids.has(instrument)) changed.add(instrument);
      else if (instrument < 0) for (const index of ids.keys()) changed.add(index);
    }
    return this.hasWork;
  }

  /** A notice of the venue for whoever is logged on. */
  notice(text: string): void {
    if (this.waiting.length < 2 * WAITING_MAX) this.put(Msg.news, [newsContent(text)]);
  }

  get hasWork(): boolean {
    return this.waiting.length > 0 || this.sessionChanged || (this.watch !== null && this.watch.changed.size > 0);
  }

  /** Says what waits, as far as there is room; returns how many messages. The door calls it again while there is work. */
  work(): number {
    let said = 0;
    while (said < SAY_PER_TURN && this.owner.isUp && this.door.commands.hasRoom() && this.sayNext()) said++;
    return said;
  }

  private sayNext(): boolean {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      const { value, done } = next.contents.next();
      if (done !== true) {
        this.owner.say(next.msgType, 0, value);
        return true;
      }
      this.waiting.shift();
    }
    return this.sayChange();
  }

  private sayChange(): boolean {
    const { directory } = this.door;
    if (this.sessionChanged && this.watchedSession !== null) {
      this.sessionChanged = false;
      this.owner.say(Msg.tradingSessionStatus, 0, tradingSessionStatus(directory.phase, this.watchedSession, false));
      return true;
    }
    this.sessionChanged = false;
    if (this.watch === null) return false;
    const { ids, changed } = this.watch;
    for (const index of changed) {
      changed.delete(index);
      const id = ids.get(index);
      if (id === undefined) continue;
      this.owner.say(Msg.securityStatus, 0, this.statusOf(directory.instruments[index], id, false));
      return true;
    }
    return false;
  }
}

/** Where each request has its id. */
const ID_TAGS: Readonly<Record<number, number>> = {
  [Msg.securityListRequest]: 320,
  [Msg.securityDefinitionRequest]: 320,
  [Msg.securityStatusRequest]: 324,
  [Msg.tradingSessionStatusRequest]: 335,
};

/**
 * Reference data by command: instruments, participants, sessions, the durability level. Defining the same thing again
 * changes nothing and is answered the same. Each method returns why the command is refused (Reason). Not hot: ordinary code. Engine thread only.
 */
import type { Events } from './events.js';
import { type CompleteInstrument, getInstrument } from './instrument-definition.js';
import type { Market } from './market.js';
import { repeatCommand } from './market-events.js';
import { Level } from './progress.js';
import { Reason } from './reasons.js';
import { CopyKind, DefineInstrument, DefineParticipant, SessionKind, SetLevel, Type } from './records.js';
import { type CompleteSession, endOfSession, getSession } from './session-definition.js';
import { getText, isPrintable } from './text.js';

const SYMBOL_MAX = 24;
const NAME_MAX = 64;
const DECIMALS_MAX = 15;
const AUCTION_MS_MAX = 86_400_000;
const GRACE_MS_MAX = 86_400_000;
const KINDS: readonly number[] = Object.values(SessionKind);
const ALL_COPIES = CopyKind.executions | CopyKind.trades;

export class ReferenceCommands {
  private readonly events: Events;

  constructor(private readonly market: Market) {
    this.events = market.events;
  }

  defineInstrument(): number {
    const { events } = this;
    const { instruments } = events.state;
    const definition = getInstrument(events.command, events.at);
    if (!isValidInstrument(definition)) return Reason.invalidDefinition;
    if (definition.marketMaker >= events.state.participants.count) return Reason.unknownParticipant;
    if (instruments.collides(definition.symbol)) return Reason.symbolCollides;
    const known = instruments.find(definition.symbol);
    if (known < 0 && instruments.count === instruments.capacity) return Reason.instrumentsFull;
    if (known >= 0 && instruments.openOrders[known] > 0 && !isSafeChange(instruments.definitions[known], definition)) {
      return Reason.definitionInUse;
    }
    const before = known < 0 ? definition : instruments.definitions[known];
    const { exposure, trades } = events.state;
    if (!hasSameLots(before, definition) && exposure.isHeld(known)) return Reason.definitionInUse;
    if (!hasSameTicks(before, definition) || !hasSameLots(before, definition)) trades.forget(known);
    const index = instruments.define(definition);
    exposure.define(index);
    this.answer(Type.INSTRUMENT_DEFINED, index, DefineInstrument.SYMBOL + definition.symbol.length);
    this.market.phases.defined(index);
    return Reason.none;
  }

  defineParticipant(): number {
    const { events } = this;
    const { participants } = events.state;
    const { u8 } = events.command;
    const name = getText(u8, events.at + DefineParticipant.NAME, u8[events.at + DefineParticipant.NAME_LEN]);
    if (!isPrintable(name, NAME_MAX)) return Reason.invalidDefinition;
    const isNew = participants.find(name) < 0;
    if (isNew && participants.count === participants.capacity) return Reason.participantsFull;
    return this.answer(Type.PARTICIPANT_DEFINED, participants.define(name), DefineParticipant.NAME + name.length);
  }

  defineSession(): number {
    const { events } = this;
    const { sessions, sessionOrders, participants } = events.state;
    const definition = getSession(events.command, events.at);
    if (!isValidSession(definition)) return Reason.invalidDefinition;
    if (definition.participant < 0 || definition.participant >= participants.count) {
      return Reason.unknownParticipant;
    }
    const known = sessions.find(definition);
    if (known < 0 && sessions.count === sessions.capacity) return Reason.sessionsFull;
    const moves = known >= 0 && sessions.participant[known] !== definition.participant;
    if (moves && sessionOrders.count[known] > 0) return Reason.definitionInUse;
    return this.answer(Type.SESSION_DEFINED, sessions.define(definition), endOfSession(events.command, events.at));
  }

  setLevel(): number {
    const { events } = this;
    const { state, command, at } = events;
    const level = command.u8[at + SetLevel.LEVEL];
    if (level > Level.mirror || level === Level.replica) return Reason.unsupportedLevel;
    state.level = level;
    return this.answer(Type.LEVEL_CHANGED, level, SetLevel.AUTHOR + command.u8[at + SetLevel.AUTHOR_LEN]);
  }

  private answer(type: number, index: number, end: number): number {
    repeatCommand(this.events, type, index, end);
    return Reason.none;
  }
}

function isValidSession({ kind, senderCompId, targetCompId, graceMs, maxOpenOrders, copies }: CompleteSession): boolean {
  if (!KINDS.includes(kind) || !isPrintable(senderCompId, NAME_MAX) || !isPrintable(targetCompId, NAME_MAX)) return false;
  if (graceMs < 0 || graceMs > GRACE_MS_MAX || maxOpenOrders < 0) return false;
  return copies === 0 || (kind === SessionKind.dropCopy && (copies & ~ALL_COPIES) === 0);
}

function isValidInstrument(d: CompleteInstrument): boolean {
  const scales = d.tickUnits > 0 && d.lotUnits > 0 && isDecimals(d.priceDecimals) && isDecimals(d.qtyDecimals);
  const prices = [d.minPriceTicks, d.maxPriceTicks, d.referenceTicks].every(Number.isSafeInteger);
  const ranges = d.minPriceTicks <= d.maxPriceTicks && d.minQtyLots <= d.maxQtyLots && isCount(d.minQtyLots - 1);
  const limits = [d.minNotional, d.maxNotional, d.fatFinger, d.staticBand, d.dynamicBand, d.luldBand].every(isCount);
  const times = [d.volatilityAuctionMs, d.limitStateMs, d.pauseMs].every((ms) => ms > 0 && ms <= AUCTION_MS_MAX);
  const shares = d.topShareBps <= 10_000 && d.makerShareBps <= 10_000 && d.minDisplayBps <= 10_000;
  const choices = [d.distanceUnit, d.bandAction, d.allocation, d.replaceLosesPriority].every((choice) => choice <= 1);
  const isSafe = Number.isSafeInteger(d.maxQtyLots) && prices && ranges && limits;
  return isPrintable(d.symbol, SYMBOL_MAX) && scales && isSafe && times && shares && choices && d.marketMaker >= -1;
}

function isCount(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}

function isDecimals(n: number): boolean {
  return n >= 0 && n <= DECIMALS_MAX;
}

/** With orders in the book their prices and quantities must keep their meaning, and stay inside the range. */
function isSafeChange(old: CompleteInstrument, now: CompleteInstrument): boolean {
  const sameScales = hasSameTicks(old, now) && hasSameLots(old, now);
  return sameScales && now.minPriceTicks <= old.minPriceTicks && now.maxPriceTicks >= old.maxPriceTicks;
}

function hasSameTicks(old: CompleteInstrument, now: CompleteInstrument): boolean {
  return old.tickUnits === now.tickUnits && old.priceDecimals === now.priceDecimals;
}

/** With other lots a position would be another. */
function hasSameLots(old: CompleteInstrument, now: CompleteInstrument): boolean {
  return old.lotUnits === now.lotUnits && old.qtyDecimals === now.qtyDecimals;
}

/**
 * Trading phases: which one counts for an instrument, what it takes, and what happens when it changes (RULES.md, Phases).
 * Engine thread only. A change for the whole venue goes over all instruments once; nothing here depends on how many orders rest.
 */
import { Watch } from './instruments.js';
import type { Market } from './market.js';
import { repeatCommand, tellPhase } from './market-events.js';
import { Reason as Reasons } from './reasons.js';
import { OrdType as OrdTypes, SetPhase, TimeInForce, Phase as TradingPhases, Type } from './records.js';

const Phase = TradingPhases;
const Reason = Reasons;
const OrdType = OrdTypes;
const OPEN = Phase.open;
const LAST_PHASE = Phase.closed;

/** In place of a ref: the command says it all, and is repeated. */
const BY_COMMAND = -1;

const bit = (timeInForce: number) => 1 << (timeInForce - TimeInForce.day);
const DAY = bit(TimeInForce.day);
const RESTING = bit(TimeInForce.gtc) | bit(TimeInForce.gtd);
const AT_THE_OPEN = bit(TimeInForce.atTheOpen);
const AT_THE_CLOSE = bit(TimeInForce.atTheClose);

/** The times in force that each phase takes. */
const TAKES = new Uint8Array(LAST_PHASE + 1);
TAKES[Phase.open] = DAY | RESTING | AT_THE_CLOSE | bit(TimeInForce.ioc) | bit(TimeInForce.fok);
TAKES[Phase.preOpen] = TAKES[Phase.openingAuction] = DAY | RESTING | AT_THE_OPEN | AT_THE_CLOSE;
TAKES[Phase.volatilityAuction] = TAKES[Phase.closingAuction] = DAY | RESTING | AT_THE_CLOSE;
TAKES[Phase.postClose] = RESTING;

export function isPhase(phase: number): boolean {
  return phase >= OPEN && phase <= LAST_PHASE;
}

/** Phases in which orders gather for an auction's price. */
export function isAuction(phase: number): boolean {
  return phase >= Phase.preOpen && phase <= Phase.closingAuction;
}

/** Whether the change of an instrument's phase pairs what has gathered. */
function uncrosses(from: number, to: number): boolean {
  if (to === OPEN) return from !== OPEN;
  return (to === Phase.postClose || to === Phase.closed) && isAuction(from);
}

export class Phases {
  constructor(private readonly market: Market) {}

  /** A state has been loaded: which phase counts for each instrument. */
  restore(): void {
    const { phase, instruments } = this.market.state;
    for (let i = 0; i < instruments.count; i++) this.enter(i, phase === OPEN ? instruments.phase[i] : phase);
  }

  /** The phase that counts. */
  of(instrument: number): number {
    return this.market.state.instruments.current[instrument];
  }

  /** Whether the phase refuses every order: venueHalted, instrumentHalted, cancelOnly, or none. */
  halts(instrument: number): number {
    const phase = this.market.state.instruments.current[instrument];
    if (phase === Phase.cancelOnly) return Reason.cancelOnly;
    if (phase !== Phase.halted) return Reason.none;
    return this.market.state.phase === Phase.halted ? Reason.venueHalted : Reason.instrumentHalted;
  }

  /** Whether the phase refuses such an order, or its replace: notInThisPhase or none. */
  refuses(instrument: number, ordType: number, timeInForce: number): number {
    const phase = this.market.state.instruments.current[instrument];
    if ((TAKES[phase] & (1 << (timeInForce - TimeInForce.day))) === 0) return Reason.notInThisPhase;
    return phase !== OPEN && ordType === OrdType.marketToLimit ? Reason.notInThisPhase : Reason.none;
  }

  /** SET_PHASE. Returns why it is refused (Reason). */
  setPhase(): number {
    const { events, state } = this.market;
    const { command, at } = events;
    const instrument = command.i32[(at + SetPhase.INSTRUMENT) >> 2];
    const phase = command.u8[at + SetPhase.PHASE];
    if (!isPhase(phase)) return Reason.invalidDefinition;
    if (instrument < -1 || instrument >= state.instruments.count) return Reason.unknownSymbol;
    if (instrument < 0) this.changeVenue(phase, BY_COMMAND);
    else this.changeInstrument(instrument, phase, BY_COMMAND);
    return Reason.none;
  }

  /** The venue's phase changes by the schedule, or at the start of an epoch. */
  setVenue(phase: number, ref: number): void {
    this.changeVenue(phase, ref);
  }

  /** An instrument that trades continuously gathers orders for a while, and then opens. */
  startVolatilityAuction(instrument: number, ms: number): void {
    const { state } = this.market;
    this.changeInstrument(instrument, Phase.volatilityAuction, 0);
    state.timers.set(instrument, state.timeUs + ms * 1000);
  }

  /** The timers of auctions and of limit states that are due, in the order of the instruments. */
  fire(): void {
    const { state, luld } = this.market;
    for (let i = state.timers.next(state.timeUs); i >= 0; i = state.timers.next(state.timeUs)) {
      if (state.instruments.phase[i] === Phase.volatilityAuction) this.changeInstrument(i, OPEN, 0);
      else luld.pause(i);
    }
  }

  /** A new instrument is in the venue's phase; one defined again may be watched for other things. */
  defined(instrument: number): void {
    const { state, luld } = this.market;
    const { instruments } = state;
    const own = instruments.phase[instrument];
    this.enter(instrument, state.phase === OPEN ? own : state.phase);
    luld.defined(instrument);
  }

  private changeVenue(phase: number, ref: number): void {
    const { state } = this.market;
    const { count, phase: own } = state.instruments;
    const before = state.phase;
    state.phase = phase;
    this.tell(-1, phase, ref);
    for (let i = 0; i < count; i++) this.move(i, before === OPEN ? own[i] : before, phase === OPEN ? own[i] : phase);
  }

  private changeInstrument(i: number, phase: number, ref: number): void {
    const { state } = this.market;
    const { instruments, timers } = state;
    const before = instruments.phase[i];
    this.tell(i, phase, ref);
    if (before === phase) return;
    const from = instruments.current[i];
    instruments.phase[i] = phase;
    if (before === Phase.volatilityAuction) timers.set(i, Infinity);
    this.move(i, from, state.phase === OPEN ? phase : state.phase);
    if (before === Phase.volatilityAuction) this.market.luld.pauseEnded(i);
  }

  /** The phase that counts changes: what has gathered is paired, and then comes to the market what is set in motion. */
  private move(i: number, from: number, to: number): void {
    if (from === to) return;
    const { auctions, luld, pegs, stops, arrival } = this.market;
    stops.endStep(); // what the step has traded was traded continuously
    this.enter(i, to);
    if (from === OPEN) {
      luld.closed(i);
      pegs.suspend(i);
    }
    auctions.phaseChanged(i, from, to);
    if (uncrosses(from, to)) auctions.uncross(i, from);
    stops.endStep(); // in another phase than open the trades of an auction only move trailing stops
    if (to !== OPEN) return;
    stops.opened(i);
    pegs.resume(i);
    arrival.settle(i);
  }

  private enter(i: number, phase: number): void {
    const { current, watch } = this.market.state.instruments;
    current[i] = phase;
    if (isAuction(phase)) watch[i] |= Watch.auction;
    else watch[i] &= ~Watch.auction;
  }

  private tell(instrument: number, phase: number, ref: number): void {
    const { events } = this.market;
    const { command, at } = events;
    if (ref !== BY_COMMAND) tellPhase(events, instrument, phase, ref);
    else repeatCommand(events, Type.PHASE_CHANGED, instrument, SetPhase.AUTHOR + command.u8[at + SetPhase.AUTHOR_LEN]);
  }
}

/**
 * What each start submits before the doors open: EPOCH_START, then every instrument, participant, session and level of the
 * configuration that differs from the recovered state. A log needs nothing beside it: the configuration enters as commands.
 */
import type { InstrumentDefinition, Origin, SessionDefinition } from '../engine/commands.js';
import {
  writeDefineInstrument,
  writeDefineParticipant,
  writeDefineSession,
  writeEpochStart,
  writeSetLevel,
} from '../engine/commands.js';
import { type Engine, RULES_VERSION } from '../engine/engine.js';
import { Level } from '../engine/progress.js';
import { Phase, SessionKind } from '../engine/records.js';
import { SEQUENCER_DOOR, type Sequencer } from '../engine/sequencer.js';
import type { Config, InstrumentConfig } from './config.js';
import { OperationalError } from './errors.js';

const AUTHOR = 'configuration';
const origin: Origin = { door: SEQUENCER_DOOR, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };

/** The first command of a run. */
export function startEpoch(sequencer: Sequencer, engine: Engine, config: Config, prevFrameCrc: number): void {
  const fields = {
    epoch: engine.epoch + 1,
    rulesVersion: RULES_VERSION,
    capacities: config.capacities,
    prevFrameCrc,
    phase: Phase.open,
  };
  sequencer.submit((sink) => writeEpochStart(sink, origin, fields));
}

/** Submits what the configuration says and the state does not. */
export function defineConfigured(sequencer: Sequencer, engine: Engine, config: Config): void {
  const known = new Map(engine.directorySeed().instruments.map((instrument) => [instrument.symbol, instrument]));
  for (const given of config.instruments) {
    const definition = instrumentDefinition(given);
    const before = known.get(given.symbol) as Record<string, unknown> | undefined;
    const same = before !== undefined && Object.entries(definition).every(([name, value]) => before[name] === value);
    if (!same) sequencer.submit((sink) => writeDefineInstrument(sink, origin, definition));
  }
  for (const session of config.sessions ?? []) {
    const participant = defineParticipant(sequencer, engine, session.participant ?? session.senderCompId);
    const definition: SessionDefinition = {
      participant,
      kind: SessionKind.fix,
      cancelOnDisconnect: session.cancelOnDisconnect,
      graceMs: session.graceMs,
      senderCompId: session.senderCompId,
      targetCompId: config.compId,
    };
    for (const kind of [SessionKind.fix, SessionKind.web]) defineSession(sequencer, engine, { ...definition, kind });
  }
  const level = Level[config.durability];
  if (engine.level !== level) sequencer.submit((sink) => writeSetLevel(sink, origin, level, AUTHOR));
}

function defineParticipant(sequencer: Sequencer, engine: Engine, name: string): number {
  const find = () => engine.directorySeed().participants.find((participant) => participant.name === name);
  if (find() === undefined) sequencer.submit((sink) => writeDefineParticipant(sink, origin, name));
  const participant = find();
  if (participant === undefined) {
    throw new OperationalError('CONFIG_INVALID', `participant ${name}: expected room for it; raise capacities.participants`);
  }
  return participant.index;
}

function defineSession(sequencer: Sequencer, engine: Engine, definition: SessionDefinition): void {
  const before = engine
    .directorySeed()
    .sessions.find((session) => session.kind === definition.kind && session.senderCompId === definition.senderCompId) as
    | Record<string, unknown>
    | undefined;
  const same = before !== undefined && Object.entries(definition).every(([name, value]) => before[name] === value);
  if (!same) sequencer.submit((sink) => writeDefineSession(sink, origin, definition));
}

/** A decimal string as whole units of 10^-decimals. */
function units(text: string, decimals: number): number {
  const [whole = '0', fraction = ''] = text.split('.');
  return Number(whole + fraction.padEnd(decimals, '0'));
}

function decimalsOf(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}

/** An instrument of the configuration in ticks and lots. */
export function instrumentDefinition(given: InstrumentConfig): InstrumentDefinition {
  const priceDecimals = decimalsOf(given.tickSize);
  const qtyDecimals = decimalsOf(given.lotSize);
  const tickUnits = units(given.tickSize, priceDecimals);
  const lotUnits = units(given.lotSize, qtyDecimals);
  const whole = (name: 'minPrice' | 'maxPrice' | 'referencePrice' | 'maxQty', decimals: number, unit: number) => {
    const value = units(given[name], decimals) / unit;
    if (decimalsOf(given[name]) > decimals || !Number.isSafeInteger(value)) {
      const step = name === 'maxQty' ? `lotSize ${given.lotSize}` : `tickSize ${given.tickSize}`;
      throw new OperationalError(
        'CONFIG_INVALID',
        `${given.symbol}: ${name}: expected a multiple of ${step}, got ${given[name]}`,
      );
    }
    return value;
  };
  return {
    symbol: given.symbol,
    tickUnits,
    priceDecimals,
    lotUnits,
    qtyDecimals,
    minPriceTicks: whole('minPrice', priceDecimals, tickUnits),
    maxPriceTicks: whole('maxPrice', priceDecimals, tickUnits),
    maxQtyLots: whole('maxQty', qtyDecimals, lotUnits),
    referenceTicks: whole('referencePrice', priceDecimals, tickUnits),
  };
}

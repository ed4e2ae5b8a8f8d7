/**
 * What each start submits before the doors open: EPOCH_START, then every instrument, participant, session and level of the
 * configuration that differs from the recovered state. A log needs nothing beside it: the configuration enters as commands.
 */
import type { CommandSink, InstrumentDefinition } from '../engine/commands.js';
import {
  writeDefineInstrument,
  writeDefineParticipant,
  writeDefineSession,
  writeEpochStart,
  writeSetLevel,
} from '../engine/commands.js';
import { type Engine, RULES_VERSION } from '../engine/engine.js';
import { Level } from '../engine/progress.js';
import { type ReasonCode, reasonText } from '../engine/reasons.js';
import { Phase, SessionKind } from '../engine/records.js';
import { ownOrigin as origin, type Sequencer } from '../engine/sequencer.js';
import type { Config, InstrumentConfig } from './config.js';
import { OperationalError } from './errors.js';
import { firmName } from './firm-name.js';

const AUTHOR = 'configuration';
/** Of a phase in EPOCH_START. */
const UNCHANGED = 0;

/** The first command of a run. A venue that was halted or cancel-only stays so: an operator resumes it. */
export function startEpoch(sequencer: Sequencer, engine: Engine, config: Config, prevFrameCrc: number): void {
  const fields = {
    epoch: engine.epoch + 1,
    rulesVersion: RULES_VERSION,
    capacities: config.capacities,
    prevFrameCrc,
    phase: engine.epoch === 0 ? Phase.open : UNCHANGED,
  };
  try {
    sequencer.submit((sink) => writeEpochStart(sink, origin, fields));
  } catch (error) {
    throw new OperationalError('CONFIG_INVALID', `capacities: ${(error as Error).message}`);
  }
}

/** Submits what the configuration says and the state does not. */
export function defineConfigured(sequencer: Sequencer, engine: Engine, config: Config): void {
  const before = engine.directorySeed();
  const submit = (what: string, write: (sink: CommandSink) => boolean) => {
    const refused = engine.refusals;
    sequencer.submit(write);
    if (engine.refusals === refused) return;
    throw new OperationalError('CONFIG_INVALID', `${what}: ${reasonText[engine.lastRefusal as ReasonCode]}`);
  };

  const instruments = new Map(before.instruments.map((instrument) => [instrument.symbol, instrument]));
  for (const given of config.instruments) {
    const definition = instrumentDefinition(given);
    if (isAs(definition, instruments.get(given.symbol))) continue;
    submit(`instruments: ${given.symbol}`, (sink) => writeDefineInstrument(sink, origin, definition));
  }

  const participants = new Map(before.participants.map((participant) => [participant.name, participant.index]));
  const sessions = new Map(before.sessions.map((session) => [`${session.kind} ${session.senderCompId}`, session]));
  for (const { senderCompId, participant: firm, cancelOnDisconnect, graceMs } of config.sessions ?? []) {
    const name = firmName(firm, senderCompId);
    let participant = participants.get(name);
    if (participant === undefined) {
      participant = participants.size;
      participants.set(name, participant);
      submit(`sessions: ${senderCompId}: participant ${name}`, (sink) => writeDefineParticipant(sink, origin, name));
    }
    for (const kind of [SessionKind.fix, SessionKind.web]) {
      const targetCompId = config.compId;
      const definition = { participant, kind, cancelOnDisconnect, graceMs, senderCompId, targetCompId };
      if (isAs(definition, sessions.get(`${kind} ${senderCompId}`))) continue;
      submit(`sessions: ${senderCompId}`, (sink) => writeDefineSession(sink, origin, definition));
    }
  }
  const level = Level[config.durability];
  if (engine.level !== level) submit('durability', (sink) => writeSetLevel(sink, origin, level, AUTHOR));
}

/** Whether all that `definition` says holds of what is known. */
function isAs(definition: object, known: object | undefined): boolean {
  const values = known as Record<string, unknown> | undefined;
  return values !== undefined && Object.entries(definition).every(([name, value]) => values[name] === value);
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

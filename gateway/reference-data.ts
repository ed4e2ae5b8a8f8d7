/**
 * What each start submits before the doors open: EPOCH_START, then whatever the configuration says of firms, instruments, sessions,
 * limits, the schedule of the next business days and the level that differs from the recovered state. A log needs nothing beside it: the configuration enters as commands.
 */
import type { CommandSink } from '../engine/commands.js';
import {
  writeDefineInstrument,
  writeDefineParticipant,
  writeDefineSession,
  writeEpochStart,
  writeSetLevel,
} from '../engine/commands.js';
import { type Limits, type ScheduledChange, writeSetLimits, writeSetSchedule, writeSetStp } from '../engine/commands-venue.js';
import type { DirectorySeed } from '../engine/directory.js';
import { type Engine, RULES_VERSION } from '../engine/engine.js';
import { Level } from '../engine/progress.js';
import { type ReasonCode, reasonText } from '../engine/reasons.js';
import { Phase } from '../engine/records.js';
import { LimitScope, Stp } from '../engine/records-venue.js';
import { ownOrigin as origin, type Sequencer } from '../engine/sequencer.js';
import { Calendar, remaining } from './calendar.js';
import type { Config } from './config.js';
import type { LimitsConfig } from './config-market.js';
import { OperationalError } from './errors.js';
import { firmName } from './firm-name.js';
import { instrumentDefinition, moneyOf } from './instrument-terms.js';
import { isAs, kindsOf, sessionDefinition } from './session-definitions.js';

const AUTHOR = 'configuration';
/** Business days that the engine knows ahead. */
export const SCHEDULED_DAYS = 5;
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
export function defineConfigured(
  sequencer: Pick<Sequencer, 'submit'>,
  engine: Pick<Engine, 'directorySeed' | 'refusals' | 'lastRefusal' | 'epoch' | 'level'>,
  config: Config,
  nowUs: number,
): void {
  const before = engine.directorySeed();
  const submit: Submit = (what, write) => {
    const refused = engine.refusals;
    sequencer.submit(write);
    if (engine.refusals === refused) return;
    throw new OperationalError('CONFIG_INVALID', `${what}: ${reasonText[engine.lastRefusal as ReasonCode]}`);
  };
  const firms = defineFirms(config, before, submit);
  defineInstruments(config, before, firms, submit);
  defineSessions(config, before, firms, submit);
  setFirms(config, before, firms, submit);
  if (config.calendar !== null) setSchedule(new Calendar(config.calendar), before, engine.epoch, nowUs, submit);
  const level = Level[config.durability];
  if (engine.level !== level) submit('durability', (sink) => writeSetLevel(sink, origin, level, AUTHOR));
}

type Submit = (what: string, write: (sink: CommandSink) => boolean) => void;
type Firms = ReadonlyMap<string, number>;

/** Every firm that the configuration names, and those that the venue knows: their indexes by name. */
function defineFirms(config: Config, before: DirectorySeed, submit: Submit): Firms {
  const firms = new Map(before.participants.map((participant) => [participant.name, participant.index]));
  const named = [
    ...Object.keys(config.firms).map((name) => [`firms: ${name}`, name]),
    ...config.instruments.flatMap(({ symbol, marketMaker }) => (marketMaker ? [[`instruments: ${symbol}`, marketMaker]] : [])),
    ...(config.sessions ?? []).map((s) => [`sessions: ${s.senderCompId}`, firmName(s.participant, s.senderCompId)]),
  ];
  for (const [what, name] of named) {
    if (firms.has(name)) continue;
    firms.set(name, firms.size);
    submit(`${what}: participant ${name}`, (sink) => writeDefineParticipant(sink, origin, name));
  }
  return firms;
}

function defineInstruments(config: Config, before: DirectorySeed, firms: Firms, submit: Submit): void {
  const known = new Map(before.instruments.map((instrument) => [instrument.symbol, instrument]));
  for (const given of config.instruments) {
    const marketMaker = given.marketMaker === undefined ? -1 : (firms.get(given.marketMaker) ?? -1);
    const definition = instrumentDefinition(given, marketMaker);
    const there = known.get(given.symbol);
    // the configured reference is to start from: what closes have made of it since stays
    if (there !== undefined) definition.referenceTicks = there.referenceTicks;
    if (isAs(definition, there)) continue;
    submit(`instruments: ${given.symbol}`, (sink) => writeDefineInstrument(sink, origin, definition));
  }
}

function defineSessions(config: Config, before: DirectorySeed, firms: Firms, submit: Submit): void {
  const known = new Map(before.sessions.map((session) => [`${session.kind} ${session.senderCompId}`, session]));
  for (const settings of config.sessions ?? []) {
    const { senderCompId } = settings;
    const participant = firms.get(firmName(settings.participant, senderCompId)) ?? -1;
    for (const kind of kindsOf(settings)) {
      const there = known.get(`${kind} ${senderCompId}`);
      const definition = sessionDefinition(settings, kind, participant, config.compId, there);
      if (isAs(definition, there)) continue;
      submit(`sessions: ${senderCompId}`, (sink) => writeDefineSession(sink, origin, definition, AUTHOR));
    }
  }
}

/** Limits and self-trade prevention. */
function setFirms(config: Config, before: DirectorySeed, firms: Firms, submit: Submit): void {
  for (const [name, given] of Object.entries(config.firms)) {
    const participant = firms.get(name) ?? -1;
    const info = before.participants[participant];
    const known = info?.limits;
    const none: Limits | undefined = info && {
      openOrders: -1,
      openNotional: -1,
      grossPosition: -1,
      buyingPower: -1,
      ordersPerSecond: -1,
    };
    const set = (scope: number, account: string, limits: Limits, held: Limits | undefined) => {
      if (Object.keys(limits).length === 0 || isAs(limits, held)) return;
      const fields = { ...limits, participant, scope, account, author: AUTHOR };
      submit(`firms: ${name}: limits ${account}`, (sink) => writeSetLimits(sink, origin, fields));
    };
    set(LimitScope.firm, '', limitsOf(given.limits), none && { ...none, ...known?.firm });
    set(LimitScope.accountDefault, '', limitsOf(given.accountLimits), none && { ...none, ...known?.accountDefault });
    for (const [account, limits] of Object.entries(given.accounts)) {
      set(LimitScope.account, account, limitsOf(limits), known?.accounts[account]);
    }
    if (given.stp === undefined) continue;
    const { group } = given.stp;
    const mode = Stp[given.stp.mode];
    if (isAs({ stpGroup: group, stpMode: mode }, info)) continue;
    submit(`firms: ${name}: stp`, (sink) => writeSetStp(sink, origin, participant, group, mode, AUTHOR));
  }
}

/** Limits as the configuration writes them; what it leaves out is left out. */
function limitsOf(given: LimitsConfig = {}): Limits {
  const money = (text: string | undefined) => (text === 'none' ? -1 : text === undefined ? undefined : moneyOf(text));
  const whole = (value: number | 'none' | undefined) => (value === 'none' ? -1 : value);
  const limits: Limits = {
    openOrders: whole(given.openOrders),
    openNotional: money(given.openNotional),
    grossPosition: money(given.grossPosition),
    buyingPower: money(given.buyingPower),
    ordersPerSecond: whole(given.ordersPerSecond),
  };
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

/** The next business days, where the venue does not have them already. */
function setSchedule(calendar: Calendar, before: DirectorySeed, epoch: number, nowUs: number, submit: Submit): void {
  const known = new Map((before.schedule ?? []).map((day) => [day.date, day.changes]));
  for (const date of calendar.datesFrom(nowUs, SCHEDULED_DAYS)) {
    const all = calendar.changes(date);
    const held = known.get(date);
    const toCome = remaining(all, nowUs, true);
    if (held !== undefined && isSameDay(remaining(held, nowUs, true), toCome)) continue;
    // what it was to do while it was down is replaced too: then the phase that it should be in is said again
    const hasMissed = held?.some(({ timeUs }) => timeUs <= nowUs) ?? false;
    const isKnown = (held !== undefined || (before.schedule === undefined && epoch > 1)) && !hasMissed;
    const changes = remaining(all, nowUs, isKnown);
    if (changes.length > 0) submit(`calendar: ${date}`, (sink) => writeSetSchedule(sink, origin, date, changes, AUTHOR));
  }
}

function isSameDay(a: readonly ScheduledChange[], b: readonly ScheduledChange[]): boolean {
  return a.length === b.length && a.every(({ timeUs, action }, i) => timeUs === b[i].timeUs && action === b[i].action);
}

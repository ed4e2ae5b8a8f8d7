/**
 * The venue that the matching benchmarks drive: four firms with a session each that is logged on, and instruments.
 * Everything is a command, as for the real one.
 */
import {
  type CommandSink,
  type Origin,
  writeDefineInstrument,
  writeDefineParticipant,
  writeDefineSession,
  writeEpochStart,
  writeLogon,
  writeSetLevel,
} from '../../engine/commands.js';
import { type Limits, writeOperatorCancel, writeSetLimits } from '../../engine/commands-venue.js';
import { Engine, RULES_VERSION } from '../../engine/engine.js';
import { MemorySink } from '../../engine/log.js';
import { Level } from '../../engine/progress.js';
import { Command, Phase, SessionKind } from '../../engine/records.js';
import { LimitScope } from '../../engine/records-venue.js';
import type { VenueSettings } from './settings.js';

export const SESSIONS = 4;
export const START_US = 1_700_000_000_000_000;

/** Limits that no one reaches: every check is made, and nothing is refused. */
const FIRM: Limits = { openOrders: 1e8, openNotional: 1e15, ordersPerSecond: 1e9 };
const ACCOUNTS: Limits = { openOrders: 1e8, openNotional: 1e15, grossPosition: 1e15, buyingPower: 1e15 };

type Submit = (write: (sink: CommandSink) => boolean) => void;

/** Submits the commands that open the venue, one by one. Session s is live over connection s + 1. */
export function openVenue(submit: Submit, settings: VenueSettings): void {
  const operator: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
  const { capacities } = settings;
  const epoch = { epoch: 1, rulesVersion: RULES_VERSION, capacities, prevFrameCrc: 0, phase: Phase.open };
  submit((sink) => writeEpochStart(sink, operator, epoch));
  submit((sink) => writeSetLevel(sink, operator, Level.memory, 'bench'));
  for (let i = 0; i < settings.symbols; i++) submit((sink) => writeDefineInstrument(sink, operator, instrument(i, settings)));
  for (let s = 0; s < SESSIONS; s++) {
    const senderCompId = `BROKER${String(s + 1).padStart(3, '0')}`;
    const definition = { participant: s, kind: SessionKind.fix, cancelOnDisconnect: false, graceMs: 0 };
    submit((sink) => writeDefineParticipant(sink, operator, senderCompId));
    const ofFirm = { participant: s, account: '', author: 'bench' };
    submit((sink) => writeSetLimits(sink, operator, { ...ofFirm, scope: LimitScope.firm, ...FIRM }));
    submit((sink) => writeSetLimits(sink, operator, { ...ofFirm, scope: LimitScope.accountDefault, ...ACCOUNTS }));
    submit((sink) => writeDefineSession(sink, operator, { ...definition, senderCompId, targetCompId: 'BUTTONWOOD' }));
    const origin = { ...operator, session: s, connection: s + 1, msgSeqNum: 1 };
    submit((sink) => writeLogon(sink, origin, { reset: false, cancelOnDisconnect: 0, content: '108=30\u0001' }));
  }
}

function instrument(index: number, { replaceLosesPriority, referenceTicks }: VenueSettings) {
  return {
    symbol: `S${String(index).padStart(5, '0')}`,
    tickUnits: 5,
    priceDecimals: 3,
    lotUnits: 1,
    qtyDecimals: 0,
    minPriceTicks: 1,
    maxPriceTicks: 100_000_000,
    maxQtyLots: 1_000_000,
    referenceTicks,
    replaceLosesPriority: replaceLosesPriority ? 1 : 0,
  };
}

/** Cancels what is open, and gives the engine's memory back for the next one of this thread. */
export function closeVenue(engine: Engine): void {
  const command = new MemorySink(1024);
  const operator: Origin = { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
  const all = { participant: -1, session: -1, instrument: -1, side: 0, account: '', author: 'bench' };
  engine.out = new MemorySink();
  writeOperatorCancel(command, operator, all);
  command.views.f64[Command.SEQ >> 3] = engine.seq + 1;
  command.views.f64[Command.TIME >> 3] = engine.timeUs;
  engine.apply(command.views, 0);
  engine.giveBack();
}

/** An engine without rings: commands are applied as they are written. */
export class DirectVenue {
  readonly out = new MemorySink(1 << 20);
  readonly engine = new Engine(this.out);
  private readonly command = new MemorySink(1024);

  constructor(settings: VenueSettings) {
    openVenue((write) => this.submit(write), settings);
    if (this.engine.refusals > 0) throw new Error(`bench venue: expected no refusal, got reason ${this.engine.lastRefusal}`);
    this.out.clear();
  }

  submit(write: (sink: CommandSink) => boolean): void {
    this.command.clear();
    write(this.command);
    this.command.views.f64[Command.SEQ >> 3] = this.engine.seq + 1;
    this.command.views.f64[Command.TIME >> 3] = START_US;
    this.engine.apply(this.command.views, 0);
  }
}

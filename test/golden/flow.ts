/**
 * What a golden log is recorded of: one venue that lives through an epoch for each area of the model's flows, under that area's
 * definitions, and takes its open orders, positions and trades from one into the next.
 */
import fc from 'fast-check';
import { OrderFields, writeOrder, writeReceived, writeSay, writeSetLevel, writeSetNextIn } from '../../engine/commands.js';
import { writeNotice } from '../../engine/commands-venue.js';
import { Level } from '../../engine/progress.js';
import { MassCancelScope, Type } from '../../engine/records.js';
import { areas } from '../engine-model/areas.js';
import type { Command, PhaseName } from '../engine-model/commands.js';
import { inbound, START_US } from '../engine-model/fields.js';
import type { Flow } from '../engine-model/generate.js';
import { numbered } from '../engine-model/numbering.js';
import { type Settings, setup } from '../engine-model/setups.js';
import { Venue } from '../engine-model/venue.js';

const COMMANDS = 120; // of an epoch
const TRADES_OF_EPOCH = 1_000_000; // as the venue numbers them
const CLEARED = 3; // every so many epochs begin with empty books

const allOrders = new OrderFields();
allOrders.scope = MassCancelScope.all;

/** A venue whose log of commands is whole. */
export function live(seed: number): Venue {
  const chapters = Object.values(areas).flatMap(({ flow, in: venues = [{}] }) =>
    venues.map((settings) => ({ flow, settings })),
  );
  const [first] = chapters;
  if (first === undefined) throw new Error('expected areas');
  const venue = new Venue(given(first.settings, 0));
  chapters.forEach(({ flow, settings }, n) => {
    if (n > 0) venue.begin(given(settings, n));
    for (const command of opening(n)) venue.apply(command);
    administer(venue, n);
    for (const command of chapter(flow, seed + n, n, venue.timeUs)) venue.apply(now(command, venue));
  });
  return venue;
}

/** Capacities change from one epoch to the next, and hold what is carried over. */
function given(settings: Settings, n: number) {
  return setup({ ...settings, tradesKept: 40 + n, ordersKept: 400 + (n % 2) * 100 });
}

/** Undoes what the epoch before may have left, so that most of this one is trading. */
function opening(n: number): Command[] {
  const open: PhaseName = 'open';
  const any = { openOrders: -1, openNotional: -1 };
  const ofAccounts = { ...any, grossPosition: -1, buyingPower: -1 };
  const perFirm = (firm: number): Command[] => [
    { do: 'kill', firm, on: false },
    { do: 'limits', firm, scope: 'firm', set: { ...any, ordersPerSecond: -1 } },
    { do: 'limits', firm, scope: 'accountDefault', set: ofAccounts },
    ...['a', 'b'].map((account): Command => ({ do: 'limits', firm, scope: 'account', account, set: ofAccounts })),
  ];
  return [
    { do: 'tick', ms: 60_000 },
    { do: 'kill', firm: -1, on: false },
    ...[0, 1].flatMap(perFirm),
    ...[-1, 0, 1].map((ins): Command => ({ do: 'phase', ins, phase: open })),
    ...(n % CLEARED === 0 ? [{ do: 'operatorCancel', firm: -1, session: -1, ins: -1 } as const] : []),
  ];
}

/** Session messages that are no orders, notices, questions, and the durability level. */
function administer(venue: Venue, n: number): void {
  const session = inbound({ session: n % 3 });
  venue.run({ ...session, msgSeqNum: 1 }, (sink, o) => writeReceived(sink, o, 0x30));
  venue.run(session, (sink, o) => writeSay(sink, o, 0x30, 0, `112=${n}\u0001`));
  venue.run(session, (sink, o) => writeSetNextIn(sink, o, 10 + n));
  venue.run({}, (sink, o) => writeNotice(sink, o, `epoch ${n}`, 'operator'));
  allOrders.setText(`${n}-status`);
  venue.run(session, (sink, o) => writeOrder(sink, Type.MASS_STATUS, o, allOrders));
  venue.run({}, (sink, o) => writeSetLevel(sink, o, n % 2 === 0 ? Level.memory : Level.disk, 'operator'));
}

/** Trades are those of the epoch. */
function now(c: Command, { engine }: Venue): Command {
  return c.do === 'bust' ? { ...c, trade: c.trade + (engine.epoch - 1) * TRADES_OF_EPOCH } : c;
}

/** The flow's commands with ids of their own and times from now on. */
function chapter(flow: Flow, seed: number, n: number, nowUs: number): Command[] {
  const ms = (nowUs - START_US) / 1000;
  const id = (text: string) => (text === '' ? '' : `${n}-${text}`);
  return numbered(fc.sample(flow, { numRuns: COMMANDS, seed })).map((command) => {
    const c = { ...command };
    if ('id' in c) c.id = id(c.id);
    if ('orig' in c) c.orig = id(c.orig);
    if (c.do === 'new' && c.link !== undefined) c.link = id(c.link);
    if (c.do === 'new' && c.expireMs !== undefined) c.expireMs += ms;
    if (c.do === 'schedule') c.entries = c.entries.map((entry) => ({ ...entry, ms: entry.ms + ms }));
    return c;
  });
}

/**
 * A workload played once through a real engine by its brokers, and the commands that they sent, end to end in shared memory:
 * what the timed runs send again. Commands are stamped with the sequence numbers and times that an engine alone needs.
 */
import { Command } from '../../engine/records.js';
import { RecordViews } from '../../engine/ring.js';
import { packWorkload } from './book-layer.js';
import { Client } from './client.js';
import { ReportStream } from './reports.js';
import type { VenueSettings } from './settings.js';
import { Tally } from './tally.js';
import { closeVenue, DirectVenue, START_US } from './venue.js';
import type { Workload } from './workload.js';

/** The longest command of a broker here: a cancel or replace with two ClOrdIDs. */
const COMMAND_BYTES = 112;

export interface Recording {
  commands: SharedArrayBuffer;
  /** The same messages for the book layer (book-layer.ts). */
  packed: SharedArrayBuffer;
  /** Bytes of `commands` that are used. */
  used: number;
  messages: number;
  /** Of those the ones that only fill the books, and their bytes: sent before the clock starts. */
  fillMessages: number;
  fillBytes: number;
  settings: VenueSettings;
  /** Tally.digest() of the events that the commands caused. */
  events: string;
  eventBytes: number;
  tradedLots: number;
  /** Orders that are open at the end. */
  openOrders: number;
  /** SHA-256 of the report stream; '' if it was not asked for. */
  sha256: string;
}

/** The room for commands as a sink. */
class CommandStore {
  readonly views: RecordViews;
  used = 0;

  constructor(readonly memory: SharedArrayBuffer) {
    this.views = new RecordViews(memory);
  }

  claim(length: number): number {
    const at = this.used;
    if (at + length > this.memory.byteLength) return -1;
    this.used += length;
    this.views.f64[((at + length) >> 3) - 1] = 0;
    this.views.i32[at >> 2] = length;
    return at;
  }
}

/** Where messages come from: a workload that is whole, or one that grows as the orders fare. */
export interface Source {
  readonly workload: Workload;
  readonly messages: number;
  /** How many of them only fill the books. */
  readonly fill: number;
  /** Adds message n to the workload. */
  add(n: number, leaves: Float64Array): void;
}

export function record(workload: Workload, settings: VenueSettings, withReports: boolean): Recording {
  return recordFrom({ workload, messages: workload.count, fill: 0, add: () => undefined }, settings, withReports);
}

export function recordFrom(source: Source, settings: VenueSettings, withReports = false): Recording {
  const { messages, fill } = source;
  const venue = new DirectVenue(settings);
  const { engine, out } = venue;
  const store = new CommandStore(new SharedArrayBuffer(Math.max(8, messages * COMMAND_BYTES)));
  const reports = withReports ? new ReportStream() : null;
  const client = new Client(source.workload, messages, reports);
  const tally = new Tally();
  const { f64 } = store.views;
  let fillBytes = 0;
  for (let n = 0; n < messages; n++) {
    const at = store.used;
    if (n === fill) fillBytes = at;
    source.add(n, client.leaves);
    client.send(n, store);
    f64[(at + Command.SEQ) >> 3] = engine.seq + 1;
    f64[(at + Command.TIME) >> 3] = START_US + n;
    out.clear();
    engine.apply(store.views, at);
    for (let e = 0; e < out.used; e += out.views.i32[e >> 2]) tally.read(out.views, e);
    client.read(out);
  }
  const { openOrders } = engine;
  closeVenue(engine);
  return {
    commands: store.memory,
    packed: packWorkload(source.workload),
    used: store.used,
    messages,
    fillMessages: fill,
    fillBytes,
    settings,
    events: tally.digest(),
    eventBytes: tally.bytes,
    tradedLots: tally.lots / 2,
    openOrders,
    sha256: reports?.sha256() ?? '',
  };
}

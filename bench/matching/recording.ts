/**
 * A workload played once through a real engine by its brokers, and the commands that they sent, end to end in shared memory:
 * what the timed runs send again. Commands are stamped with the sequence numbers and times that an engine alone needs.
 */
import { Command } from '../../engine/records.js';
import { RecordViews } from '../../engine/ring.js';
import { Client } from './client.js';
import { ReportStream } from './reports.js';
import type { VenueSettings } from './settings.js';
import { Tally } from './tally.js';
import { DirectVenue, START_US } from './venue.js';
import type { Workload } from './workload.js';

/** The longest command of a broker here: a cancel or replace with two ClOrdIDs. */
const COMMAND_BYTES = 104;

export interface Recording {
  commands: SharedArrayBuffer;
  /** Bytes of `commands` that are used. */
  used: number;
  messages: number;
  settings: VenueSettings;
  /** Tally.digest() of the events that the commands caused. */
  events: string;
  eventBytes: number;
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

export function record(workload: Workload, settings: VenueSettings, withReports: boolean): Recording {
  const venue = new DirectVenue(settings);
  const { engine, out } = venue;
  const store = new CommandStore(new SharedArrayBuffer(Math.max(8, workload.count * COMMAND_BYTES)));
  const reports = withReports ? new ReportStream() : null;
  const client = new Client(workload, reports);
  const tally = new Tally();
  const { f64 } = store.views;
  for (let n = 0; n < workload.count; n++) {
    const at = store.used;
    client.send(n, store);
    f64[(at + Command.SEQ) >> 3] = engine.seq + 1;
    f64[(at + Command.TIME) >> 3] = START_US + n;
    out.clear();
    engine.apply(store.views, at);
    for (let e = 0; e < out.used; e += out.views.i32[e >> 2]) tally.read(out.views, e);
    client.read(out);
  }
  return {
    commands: store.memory,
    used: store.used,
    messages: workload.count,
    settings,
    events: tally.digest(),
    eventBytes: tally.bytes,
    openOrders: engine.openOrders,
    sha256: reports?.sha256() ?? '',
  };
}

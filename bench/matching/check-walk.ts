/** The worst single command where prices lie far away, the book walks, or the middle jumps. */
import { MemorySink } from '../../engine/log.js';
import { RecordViews } from '../../engine/ring.js';
import { us } from '../report.js';
import type { Check } from './checks.js';
import { Flow, type FlowSettings, MIDDLE } from './flow.js';
import { collectGarbage } from './gc.js';
import { type Recording, recordFrom } from './recording.js';
import { venueSettings } from './settings.js';
import { closeVenue, DirectVenue } from './venue.js';

const RUNS = 5;
const common = { seed: 23, books: 1, live: 10_000, messages: 300_000 };
const flows: Readonly<Record<string, FlowSettings>> = {
  'near the middle': common,
  '20 % up to 300,000 ticks away': { ...common, far: 0.2 },
  'walks 100,000 ticks': { ...common, middle: 'walk' },
  'walks, 20 % far away': { ...common, middle: 'walk', far: 0.2 },
  'jumps by up to 60,000 ticks': { ...common, middle: 'jump' },
};

export async function check(): Promise<Check> {
  const figures: Record<string, Quantiles> = {};
  for (const [name, settings] of Object.entries(flows)) {
    figures[name] = quantiles(recordFrom(new Flow(settings), venueSettings({ referenceTicks: MIDDLE })));
  }
  return {
    method:
      `each of ${common.messages} commands (60/35/5, ${common.live} live orders) is timed by itself in ${RUNS} runs of the same commands; of each command the ` +
      'least of its times counts, which leaves out what the machine did meanwhile. The worst as it came stands beside it. Reading the clock is included.',
    figures,
    table: {
      title: 'walk: time of a single command',
      columns: ['', 'p50', 'p99', 'p99.99', 'max', 'worst as it came'],
      rows: Object.entries(figures).map(([name, q]) => [name, ...[q.p50, q.p99, q.p9999, q.max, q.asItCame].map(us)]),
    },
  };
}

/** µs */
interface Quantiles {
  p50: number;
  p99: number;
  p9999: number;
  max: number;
  asItCame: number;
}

function quantiles(recording: Recording): Quantiles {
  const least = new Float64Array(recording.messages - recording.fillMessages).fill(Infinity);
  let asItCame = 0;
  timeEach(recording, new Float64Array(least.length)); // compiles
  for (let run = 0; run < RUNS; run++) {
    const times = timeEach(recording, new Float64Array(least.length));
    for (let i = 0; i < least.length; i++) {
      asItCame = Math.max(asItCame, times[i]);
      least[i] = Math.min(least[i], times[i]);
    }
  }
  least.sort();
  const at = (quantile: number) => least[Math.min(least.length - 1, Math.floor(quantile * least.length))];
  return { p50: at(0.5), p99: at(0.99), p9999: at(0.9999), max: least[least.length - 1], asItCame };
}

/** Fills `times` with the µs of each command after the filling. */
function timeEach(recording: Recording, times: Float64Array): Float64Array {
  const { engine } = new DirectVenue(recording.settings);
  const views = new RecordViews(recording.commands);
  const { i32 } = views;
  const out = new MemorySink(1 << 22);
  engine.out = out;
  let at = 0;
  for (; at < recording.fillBytes; at += i32[at >> 2]) {
    engine.apply(views, at);
    out.clear();
  }
  collectGarbage();
  for (let n = 0; at < recording.used; at += i32[at >> 2], n++) {
    out.clear();
    const start = performance.now();
    engine.apply(views, at);
    times[n] = (performance.now() - start) * 1000;
  }
  closeVenue(engine);
  return times;
}

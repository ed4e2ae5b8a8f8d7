/** A process of its own whose memory is measured: fills a venue, or runs ten million commands through it. */
import { collectGarbage } from '../matching/gc.js';
import type { VenueSettings } from '../matching/settings.js';
import { SteadyFlow } from '../matching/steady.js';

export interface MemoryTask {
  settings: VenueSettings;
  /** Ticks to either side of the middle in which orders rest. */
  spread: number;
  /** To fill the books with, and to run after that. */
  orders: number;
  commands: number;
}

/** Bytes; `allocated` on the JavaScript heap by all the commands after the filling, `grown` after a collection. */
export interface MemoryAnswer {
  rssBefore: number;
  rssAfter: number;
  openOrders: number;
  allocated: number;
  grown: number;
  buffersGrown: number;
}

const STRETCH = 100_000;

function run({ settings, spread, orders, commands }: MemoryTask): MemoryAnswer {
  collectGarbage();
  const rssBefore = process.memoryUsage.rss();
  const flow = new SteadyFlow(settings, spread);
  for (let n = 0; n < orders; n++) flow.rest();
  const { openOrders } = flow.venue.engine;
  stretch(flow, Math.min(commands, 1_000_000)); // compiles, and settles
  collectGarbage();
  const before = process.memoryUsage();
  const allocated = commands === 0 ? 0 : runCommands(flow, commands);
  collectGarbage();
  const after = process.memoryUsage();
  return {
    rssBefore,
    rssAfter: after.rss,
    openOrders,
    allocated,
    grown: after.heapUsed - before.heapUsed,
    buffersGrown: after.arrayBuffers - before.arrayBuffers,
  };
}

/** The heap only grows between two collections: the growth of each stretch without one is what it has allocated. */
function runCommands(flow: SteadyFlow, commands: number): number {
  let allocated = 0;
  for (let done = 0; done < commands; done += STRETCH) {
    const first = process.memoryUsage().heapUsed;
    const before = process.memoryUsage().heapUsed;
    stretch(flow, STRETCH);
    const growth = process.memoryUsage().heapUsed - before;
    allocated += Math.max(0, growth - Math.max(0, before - first)); // asking takes some, too
  }
  return allocated;
}

/** As many new orders as cancels, and one aggressive order in ten commands. */
function stretch(flow: SteadyFlow, commands: number): void {
  for (let n = 0; n < commands; n++) {
    const turn = n % 20;
    if (turn === 0 || turn === 10) flow.attack();
    else if ((turn & 1) === 0) flow.cancelOldest();
    else if (turn !== 19 || n % 200 === 19) flow.rest();
    else flow.cancelOldest();
  }
}

process.on('message', (task: MemoryTask) => process.send?.(run(task)));

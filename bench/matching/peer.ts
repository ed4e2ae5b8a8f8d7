/** The engine, whole, against another open book for Node on the same flow, in the same run. */
import { type LimitOrderOptions, OrderBook, type Side } from 'nodejs-order-book';
import { median, type Report } from '../report.js';
import { Flow, MIDDLE } from './flow.js';
import { collectGarbage } from './gc.js';
import { recordFrom } from './recording.js';
import { venueSettings } from './settings.js';
import { measure } from './ways.js';
import { Kind, type Workload } from './workload.js';

const peerName = 'nodejs-order-book';

const LIVE = 2000;
const MESSAGES = 200_000;

export async function comparePeer(name: string, runs: number): Promise<Report> {
  if (name !== peerName) throw new Error(`--peer: expected ${peerName}, got ${name}`);
  const flow = new Flow({ seed: 23, books: 1, live: LIVE, messages: MESSAGES });
  const recording = recordFrom(flow, venueSettings({ referenceTicks: MIDDLE }));
  const whole = await measure('alone', recording, runs);
  const book = await measure('book', recording, runs);
  const theirs: number[] = [];
  for (let run = -1; run < runs; run++) {
    const { ms, lots } = playPeer(flow.workload, flow.fill);
    if (lots !== recording.tradedLots) throw new Error(`${name}: expected ${recording.tradedLots} lots traded, got ${lots}`);
    if (run >= 0) theirs.push(MESSAGES / ms / 1000);
  }
  const peer = { median: median(theirs), min: Math.min(...theirs), runs: theirs };
  const ratios = { book: book.median / peer.median, whole: whole.median / peer.median };
  return {
    name: `matching --peer ${name}`,
    method: [
      `One book of about ${LIVE} live orders, filled before the clock starts; then ${MESSAGES} messages: 60 % limit orders within 20 ticks of a moving`,
      'middle, 35 % cancels of live orders, 5 % aggressive. Both sides take the same messages in one thread and trade the same lots; the first run of',
      'each is not counted. Theirs is a book, called with objects. Ours is the book layer alone, which is the like of it, and the whole engine: encoded',
      'commands in, records out, with ClOrdIDs, sessions, limits and all other rules.',
    ],
    options: { runs, live: LIVE, messages: MESSAGES },
    figures: { book, whole, peer, ratios, openOrders: recording.openOrders, tradedLots: recording.tradedLots },
    tables: [
      {
        title: 'millions of messages a second',
        columns: ['', 'median', 'minimum', 'times theirs (medians)'],
        rows: [
          ['buttonwood, book layer', book.median.toFixed(3), book.min.toFixed(3), ratios.book.toFixed(1)],
          ['buttonwood, whole engine', whole.median.toFixed(3), whole.min.toFixed(3), ratios.whole.toFixed(1)],
          [name, peer.median.toFixed(4), peer.min.toFixed(4), '1'],
        ],
      },
    ],
  };
}

/** The lots traded are those of the takers, filling included. */
function playPeer(workload: Workload, fill: number): { ms: number; lots: number } {
  const book = new OrderBook();
  const ids = Array.from({ length: workload.count }, (_, n) => `ORD${String(workload.orderId[n]).padStart(8, '0')}`);
  let lots = 0;
  const play = (from: number, to: number) => {
    for (let n = from; n < to; n++) {
      if (workload.kind[n] === Kind.cancel) {
        book.cancel(ids[n]);
        continue;
      }
      const side = (workload.side[n] === 0 ? 'buy' : 'sell') as Side;
      const size = workload.qty[n];
      const timeInForce = (workload.ioc[n] === 1 ? 'IOC' : 'GTC') as LimitOrderOptions['timeInForce'];
      const done = book.limit({ id: ids[n], side, size, price: workload.price[n], timeInForce });
      lots += size - done.quantityLeft;
    }
  };
  play(0, fill);
  collectGarbage();
  const start = performance.now();
  play(fill, workload.count);
  return { ms: performance.now() - start, lots };
}

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { bookCrc } from '../../marketdata/client-book.js';
import { Venue } from './venue.js';

type Level = [number, number, number];
interface PageBook {
  valid: boolean;
  gaps: number;
  take(message: unknown[]): void;
  restart(): void;
  pause(): void;
  heartbeat(epoch: number, seq: number): void;
  bids(count: number): Level[];
  asks(count: number): Level[];
}
const page = (await import(new URL('../../gateway/ui/book.js', import.meta.url).href)) as {
  Book: new (requestSnapshot: () => void) => PageBook;
  crcOf(levels: Level[]): number;
};

const EPOCH = 7;
const snapshot = (seq: number, bids: Level[], asks: Level[], epoch = EPOCH, crc = -1) => [
  ...[4, 1, epoch, seq, seq, seq, 0, 0, crc, bids.length, asks.length, bids.length, asks.length],
  ...[...bids, ...asks].flat(),
];
const delta = (seq: number, bids: Level[], asks: Level[], totals: [number, number], crc = -1) => [
  ...[3, 1, EPOCH, seq - 1, seq, seq, 0, 0, crc, bids.length, asks.length, ...totals],
  ...[...bids, ...asks].flat(),
];

let asked = 0;
function book(): PageBook {
  asked = 0;
  const made = new page.Book(() => {
    asked++;
  });
  made.restart();
  return made;
}

let venue: Venue | null = null;
afterEach(async () => {
  await venue?.stop();
  venue = null;
});

describe("the page's book", () => {
  it('starts from a snapshot, changes and removes levels', () => {
    const b = book();
    b.take(snapshot(5, [[100, 10, 1]], [[102, 4, 2]]));
    b.take(delta(6, [[101, 3, 1]], [[102, 0, 0]], [2, 0]));
    expect([b.valid, b.bids(9), b.asks(9)]).toEqual([
      true,
      [
        [101, 3, 1],
        [100, 10, 1],
      ],
      [],
    ]);
  });

  it('is invalid on a gap until a snapshot comes, and loses nothing of what came meanwhile', () => {
    const b = book();
    b.take(snapshot(5, [[100, 10, 1]], []));
    b.take(delta(7, [[99, 1, 1]], [], [2, 0]));
    expect([b.valid, asked, b.gaps]).toEqual([false, 1, 1]);
    b.take(delta(8, [[98, 1, 1]], [], [4, 0]));
    b.take(
      snapshot(
        7,
        [
          [100, 10, 1],
          [99, 1, 1],
          [97, 5, 1],
        ],
        [],
      ),
    );
    expect([b.valid, asked, b.bids(9).map((l) => l[0])]).toEqual([true, 1, [100, 99, 98, 97]]);
  });

  it('finds a gap by a heartbeat, a wrong checksum and a wrong count of levels', () => {
    const quiet = book();
    quiet.take(snapshot(5, [[100, 10, 1]], []));
    quiet.heartbeat(EPOCH, 5);
    expect(quiet.valid).toBe(true);
    quiet.heartbeat(EPOCH, 6);
    expect([quiet.valid, asked]).toEqual([false, 1]);

    const wrong = book();
    wrong.take(snapshot(5, [[100, 10, 1]], [], EPOCH, 12345));
    expect([wrong.valid, asked]).toEqual([false, 1]);

    const short = book();
    short.take(snapshot(5, [[100, 10, 1]], []));
    short.take(delta(6, [[99, 1, 1]], [], [3, 0]));
    expect([short.valid, asked]).toEqual([false, 1]);
  });

  it('forgets everything of an old epoch', () => {
    const b = book();
    b.take(snapshot(5, [[100, 10, 1]], []));
    b.take(snapshot(0, [], [[7, 7, 7]], EPOCH + 1));
    expect([b.valid, b.bids(9), b.asks(9)]).toEqual([true, [], [[7, 7, 7]]]);
    b.take(snapshot(9, [[1, 1, 1]], [], EPOCH));
    expect(b.asks(9)).toEqual([[7, 7, 7]]);
  });

  it('waits when the venue leaves changes out for it', () => {
    const b = book();
    b.take(snapshot(5, [[100, 10, 1]], []));
    b.pause();
    expect([b.valid, asked]).toEqual([false, 0]);
    b.take(snapshot(9, [[101, 1, 1]], []));
    expect([b.valid, b.bids(1)]).toEqual([true, [[101, 1, 1]]]);
  });

  it("makes the feed's checksum", () => {
    const level = fc.tuple(fc.integer({ min: -1e9, max: 2 ** 40 }), fc.integer({ min: 1, max: 2 ** 40 }), fc.constant(1));
    fc.assert(
      fc.property(fc.array(level, { maxLength: 10 }), fc.array(level, { maxLength: 10 }), (bids, asks) => {
        expect(page.crcOf([...bids, ...asks])).toBe(bookCrc(bids, asks));
      }),
    );
  });

  it('equals the engine, fed by the real door', async () => {
    venue = await Venue.start();
    const client = await venue.connect();
    const b = book();
    client.send({ op: 'subscribe', classes: ['l2'], symbols: ['AAPL'] });
    for (let round = 0; round < 10; round++) {
      venue.flood(100, (order, i) => {
        order.instrument = 0;
        order.side = i % 2 === 0 ? 0x31 : 0x32;
        order.priceTicks = 10_000 + ((i * 7919 + round * 31) % 41) - 20;
        order.qtyLots = 1 + ((i * 31) % 9);
        order.setText(`${round}-${i}`);
      });
      await client.until((m) => {
        if (Array.isArray(m) && (m[0] === 3 || m[0] === 4)) b.take(m);
        const [seed] = venue!.engine.bookSeeds();
        return JSON.stringify([b.bids(1e4), b.asks(1e4)]) === JSON.stringify([seed.bids, seed.asks]);
      });
    }
    expect([b.valid, b.gaps, asked]).toEqual([true, 0, 0]);
  });
});

/**
 * The power fails at every I/O call of a run, with unsynced sectors dropped, kept or torn: what a broker was told before is
 * what it is told again after, under the same numbers. A disk that only pretends to sync is caught by the same check.
 */
import { expect, test } from 'vitest';
import { ManualClock } from '../../engine/clock.js';
import type { FixPeer, Message } from '../fix-door/support/peer.js';
import { PowerCut, SimDisk } from '../support/sim-disk.js';
import { SimVenue } from './sim-venue.js';

/** What one broker keeps: its next number, and every message it was sent. */
class Book {
  nextOut = 1;
  readonly got = new Map<number, Message>();
  private peer: FixPeer | null = null;

  constructor(readonly senderCompId: string) {}

  connect(venue: SimVenue): FixPeer {
    this.peer = venue.peer({ senderCompId: this.senderCompId, msgSeqNum: this.nextOut });
    return this.peer;
  }

  /** Takes in what came; every message once. */
  read(): void {
    if (this.peer === null) return;
    this.nextOut = this.peer.msgSeqNum;
    for (const message of this.peer.all()) if (!message.possDup) this.got.set(message.seq, message);
  }

  get lastIn(): number {
    return Math.max(0, ...this.got.keys());
  }
}

interface Run {
  disk: SimDisk;
  clock: ManualClock;
  books: Book[];
  /** Whether it came to its end before the power failed. */
  finished: boolean;
}

/** Two brokers trade; the power fails at call `cutAt` (0: not at all). */
function trade(cutAt: number, lies = false): Run {
  const disk = new SimDisk();
  disk.cutAt = cutAt;
  disk.lies = lies;
  const clock = new ManualClock();
  const alice = new Book('ALICE');
  const bob = new Book('BOB');
  const run: Run = { disk, clock, books: [alice, bob], finished: false };
  const read = () => {
    for (const book of run.books) book.read();
  };
  try {
    const venue = new SimVenue(disk, clock);
    const a = alice.connect(venue);
    const b = bob.connect(venue);
    const step = (act: () => void) => {
      act();
      read();
      venue.pass(15); // the seal frame
      read();
    };
    step(() => a.logon());
    step(() => b.logon());
    for (let i = 0; i < 4; i++) {
      step(() => a.order(`a${i}`, 'buy', 100, `${100 + i}.00`));
      step(() => b.order(`b${i}`, 'sell', 150, `${100 + i}.00`));
      step(() => a.send('G', `11=ar${i}|41=a${i}|55=AAPL|54=1|60=20231114-22:13:20|38=50|40=2|44=99.00`));
      step(() => b.send('F', `11=bc${i}|41=b${i}|55=AAPL|54=2|60=20231114-22:13:20`));
    }
    step(() => a.send('1', '112=STILL-THERE'));
    step(() => a.send('q', '11=am|530=7|60=20231114-22:13:20'));
    run.finished = true;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    read();
  }
  return run;
}

/** Everything but what a resend may change. */
function content(message: Message): string {
  const changes = [9, 10, 43, 52, 122, 369];
  const rest = message.fields.filter(([tag]) => !changes.includes(tag));
  return rest.map(([tag, value]) => `${tag}=${value}`).join('|');
}

/** The machine comes up again; what went wrong, or ''. */
function faultAfter(run: Run, seed: number): string {
  const { disk, clock, books } = run;
  disk.powerCut(seed);
  disk.lies = false;
  clock.advanceMs(1000);
  let venue: SimVenue;
  try {
    venue = new SimVenue(disk, clock);
  } catch (error) {
    return `recovery: ${(error as Error).message}`;
  }
  for (const book of books) {
    const { lastIn } = book;
    const peer = book.connect(venue);
    peer.logon();
    const logon = peer.next();
    if (logon?.type !== 'A') return `${book.senderCompId}: its Logon was answered with ${logon?.raw}`;
    if (logon.seq <= lastIn) return `${book.senderCompId}: number ${logon.seq} was used again, it has had ${lastIn}`;
    // the venue may ask for what it lost of ours: nothing that was acknowledged, so a gap fill answers it
    for (const request of peer.all().filter((message) => message.type === '2')) {
      peer.sendAs(Number(request.get(7)), '4', `123=Y|36=${peer.msgSeqNum}`, '43=Y|122=20231114-22:13:20');
    }
    peer.send('2', '7=1|16=0');
    const again = new Map(
      peer
        .all()
        .filter((m) => m.possDup && m.type !== '4')
        .map((m) => [m.seq, m]),
    );
    for (const message of book.got.values()) {
      if (!['8', '9', 'r', 'j'].includes(message.type)) continue;
      const now = again.get(message.seq);
      if (now === undefined) return `${book.senderCompId}: message ${message.seq} is gone: ${message.raw}`;
      if (content(now) !== content(message)) return `${book.senderCompId}: was told ${message.raw}, now ${now.raw}`;
    }
  }
  return '';
}

test('without a power cut the run is what the test means it to be', () => {
  const run = trade(0);
  expect(run.finished).toBe(true);
  expect(run.books.map((book) => [...book.got.values()].filter((m) => m.type === '8').length)).toEqual([8, 12]);
  expect(run.disk.calls).toBeGreaterThan(100);
  expect(faultAfter(run, 1)).toBe('');
});

test('the power fails at every I/O call: everything that was acknowledged is there', () => {
  const calls = trade(0).disk.calls;
  let told = 0;
  for (let cutAt = 1; cutAt <= calls; cutAt++) {
    for (const seed of [1, 2, 3]) {
      const run = trade(cutAt);
      expect(run.finished).toBe(false);
      told = Math.max(told, run.books[0].got.size);
      const fault = faultAfter(run, seed);
      expect(fault, `power cut at call ${cutAt}, seed ${seed}`).toBe('');
    }
  }
  expect(told).toBeGreaterThan(12);
});

test('a disk that only says it has synced is caught', () => {
  const calls = trade(0).disk.calls;
  const faults: string[] = [];
  for (let cutAt = 1; cutAt <= calls; cutAt += 3) {
    const fault = faultAfter(trade(cutAt, true), cutAt);
    if (fault !== '') faults.push(fault);
  }
  expect(faults.length).toBeGreaterThan(calls / 10);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../engine/engine.js';
import { instrumentDefaults } from '../../engine/instrument-definition.js';
import { MemorySink } from '../../engine/log.js';
import { step, toVenue } from './flow.js';
import { acme, Harness, replay, smallCapacities } from './support.js';

/** Order flow with sessions that come and go. */
const venueStep = fc.oneof(
  { weight: 12, arbitrary: step.map((s) => (venue: Harness) => toVenue(venue, s)) },
  { weight: 1, arbitrary: fc.nat(2).map((s) => (venue: Harness) => venue.disconnect(s)) },
  { weight: 1, arbitrary: fc.nat(2).map((s) => (venue: Harness) => venue.logon(s)) },
  { weight: 1, arbitrary: fc.nat(30).map((ms) => (venue: Harness) => venue.tick(ms)) },
);

function small(): Harness {
  const venue = Harness.open(0, { clOrdIds: 8 });
  for (let s = 0; s < 3; s++) {
    venue.session(`BROKER${s}`, { graceMs: 20 });
    venue.logon(s);
  }
  return venue;
}

describe('snapshot', () => {
  it('at any command, an engine loaded from it goes on exactly the same', () => {
    fc.assert(
      fc.property(fc.array(venueStep, { minLength: 10, maxLength: 80 }), (steps) => {
        const [straight, reloaded] = [small(), small()];
        for (const run of steps) {
          reloaded.reload();
          expect(run(reloaded)).toEqual(run(straight));
          expect(reloaded.engine.stateHash()).toBe(straight.engine.stateHash());
          expect(reloaded.engine.nextDeadlineUs).toBe(straight.engine.nextDeadlineUs);
        }
        expect(Buffer.compare(reloaded.engine.snapshot(), straight.engine.snapshot())).toBe(0);
        expect(Buffer.compare(reloaded.log.bytes(), straight.log.bytes())).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('the same log gives the same bytes', () => {
    fc.assert(
      fc.property(fc.array(venueStep, { maxLength: 100 }), (steps) => {
        const venue = small();
        for (const run of steps) run(venue);
        expect(Buffer.compare(replay(venue.log).bytes(), venue.log.bytes())).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused when it is cut off, damaged, of another version or no snapshot', () => {
    const bytes = Harness.open().engine.snapshot();
    const load = (change: (copy: Uint8Array) => Uint8Array) => () => Engine.load(change(bytes.slice()), new MemorySink());
    expect(load((b) => b.subarray(0, b.length - 1))).toThrow(/expected \d+ bytes, got/);
    expect(load((b) => b.subarray(0, 10))).toThrow(/BWSTATE1/);
    expect(load((b) => b.fill(0, 0, 8))).toThrow(/BWSTATE1/);
    expect(load((b) => b.fill(9, 8, 9))).toThrow(/expected version 4 of rules 2, got version 9 of rules 2/);
    expect(load((b) => b.fill(b[100] ^ 1, 100, 101))).toThrow(/damaged/);
    expect(load((b) => b)).not.toThrow();
  });

  it('holds instruments, sessions and numbers for those who start from it', () => {
    const venue = Harness.open(2);
    venue.received(1, 7);
    venue.buy('a', 5, 100);
    venue.reload();
    const seed = venue.engine.directorySeed();
    expect(seed).toMatchObject({ epoch: 1, seq: venue.seq, phase: 1, level: 1, participants: [{ index: 0, name: 'FIRM' }] });
    expect(seed.instruments).toEqual([{ ...instrumentDefaults, ...acme, index: 0, phase: 1 }]);
    expect(seed.sessions[1]).toMatchObject({ senderCompId: 'BROKER1', connection: 2, nextIn: 8, nextOut: 2, resetCount: 0 });
    expect(seed.sessions[0]).toMatchObject({ nextOut: 3 });
    expect(venue.engine.bookSeeds()).toEqual([{ instrument: 0, bids: [[100, 5, 1]], asks: [] }]);
  });
});

describe('epochs', () => {
  it('carries the state over into other capacities', () => {
    const venue = Harness.open(2);
    for (const price of [100, 700, 90, 40_000]) venue.sell(`s${price}`, 1, price + 10);
    venue.buy('b', 5, 50);
    const book = venue.engine.bookSeeds();
    venue.epoch(2, { ...smallCapacities, orders: 50, ladderTicks: 1024, clOrdIds: 100 });
    expect(venue.engine.bookSeeds()).toEqual(book);
    venue.logon(0, 9);
    const [canceled] = venue.cancel('c', 's700', { connection: 9 });
    expect(canceled).toMatchObject({ clOrdId: 'c', origClOrdId: 's700', execId: 2 * 2 ** 36 + 1, orderId: 2 ** 36 + 2 });
    expect(venue.buy('b', 1, 1, { connection: 9 })[0]).toMatchObject({ reason: 'ClOrdID has been used by this session' });
  });

  it('refuses capacities that the state does not fit', () => {
    const venue = Harness.open(2);
    for (let i = 0; i < 20; i++) venue.buy(`b${i}`, 1, 100 + 1000 * i);
    expect(() => venue.epoch(2, { ...smallCapacities, orders: 19 })).toThrow(/capacity orders: expected at least 20/);
    for (const account of ['A', 'B']) venue.sell(account, 1, 1000, { account });
    expect(() => venue.epoch(2, { ...smallCapacities, accounts: 1 })).toThrow(/capacity accounts: expected at least 2/);
    expect(() => venue.epoch(2, { ...smallCapacities, sessions: 1 })).toThrow(/capacity sessions: expected at least 2/);
    expect(() => venue.epoch(2, { ...smallCapacities, clOrdIds: 10 })).toThrow(/capacity clOrdIds: expected at least 22/);
    expect(() => venue.epoch(2, { ...smallCapacities, ladderTicks: 100 })).toThrow(/ladderTicks: expected a power of two/);
  });

  it('refuses rules it does not know, an epoch that does not rise, and a first command of another kind', () => {
    const venue = Harness.open(0);
    expect(() => venue.epoch(2, smallCapacities, 1, 99)).toThrow(
      /expected rules version 2, got 99: .* the release of Buttonwood that has rules 99/,
    );
    expect(() => venue.epoch(1)).toThrow(/expected an epoch above 1, got 1/);
    expect(() => new Harness().tick()).toThrow(/expected EPOCH_START/);
    expect(() => new Engine(new MemorySink()).stateHash()).toThrow(/expected EPOCH_START/);
  });

  it('reopens in the phase that is given', () => {
    const venue = Harness.open(1);
    expect(venue.epoch(2, smallCapacities, 3).map((e) => e.type)).toEqual(['EPOCH_STARTED', 'PHASE_CHANGED']);
    venue.logon(0);
    expect(venue.buy('a', 1, 100)[0]).toMatchObject({ reason: 'only cancels are accepted now' });
    expect(venue.engine.phase).toBe(3);
  });
});

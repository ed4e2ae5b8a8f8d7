/** A venue whose log goes through a real journal on a simulated disk: an engine's own commands and events. */
import type { MemorySink } from '../../engine/log.js';
import type { Disk } from '../../journal/disk.js';
import { FollowerStage } from '../../journal/follower.js';
import { type Recovered, recover } from '../../journal/recovery.js';
import { emptyJournal } from '../../journal/writer.js';
import { Harness } from '../engine/support.js';
import { generator } from '../support/sim-disk.js';
import { DATA, JournalRun, SEGMENT_BYTES } from './support.js';

export function recoverVenue(disk: Disk, more: { highWaterSeq?: number; log?: (line: string) => void } = {}): Recovered {
  return recover({ disk, dataDir: DATA, segmentBytes: SEGMENT_BYTES, ...more });
}

export class Venue {
  readonly harness: Harness;
  readonly run: JournalRun;
  readonly follower: FollowerStage;
  private logged = 0;

  /** @param recovered what the disk held; its engine goes on under the next epoch */
  constructor(disk: Disk, recovered: Recovered = recoverVenue(disk), everyCommands = 1_000_000) {
    const { engine, position, frameCrc, snapshotSeq, resendIndex } = recovered;
    this.run = new JournalRun(disk, engine ? recovered : emptyJournal);
    this.follower = new FollowerStage({
      disk,
      dataDir: DATA,
      shared: this.run.shared,
      stats: this.run.stats,
      clock: this.run.clock,
      everyCommands,
      start: {
        position,
        frameCrc,
        snapshot: engine ? engine.snapshot() : null,
        resendIndex: resendIndex.serialize(),
        snapshotSeq,
      },
    });
    this.harness = new Harness(engine ?? undefined);
    this.harness.epoch(this.harness.engine.epoch + 1);
  }

  /** A new venue with ACME and two sessions that are logged on. */
  open(): this {
    const { harness } = this;
    harness.instrument({ ...ACME });
    harness.participant('FIRM');
    for (const session of [0, 1]) {
      harness.session(`BROKER${session}`, { cancelOnDisconnect: false });
      harness.logon(session);
    }
    return this;
  }

  /** Moves what the engine has done since into the log. */
  log(): void {
    const { log } = this.harness as { log: MemorySink };
    while (this.logged < log.used) {
      const length = log.views.i32[this.logged >> 2];
      const at = this.run.log.claim(length);
      this.run.log.views.u8.set(log.views.u8.subarray(this.logged, this.logged + length), at);
      this.logged += length;
    }
  }

  /** Logs, and makes it durable. */
  flush(): void {
    this.log();
    this.run.flush();
  }

  get hash(): string {
    return this.harness.engine.stateHash();
  }

  /** `count` orders and cancels of both sessions, the same for the same seed; durable in groups. */
  trade(count: number, seed: number): void {
    const random = generator(seed);
    const { harness } = this;
    for (let i = 0; i < count; i++) {
      const session = random() < 0.5 ? 0 : 1;
      const id = `${seed}.${i}`;
      const price = 95 + Math.floor(random() * 10);
      const qty = 1 + Math.floor(random() * 50);
      const roll = random();
      if (roll < 0.4) harness.buy(id, qty, price, { session });
      else if (roll < 0.8) harness.sell(id, qty, price, { session });
      else harness.cancel(id, `${seed}.${Math.floor(random() * i)}`, { session });
      if (random() < 0.4) this.flush();
      if (random() < 0.1) this.run.prepare();
    }
    this.flush();
  }

  stop(): void {
    this.flush();
    this.run.stage.stop();
  }
}

const ACME = {
  symbol: 'ACME',
  tickUnits: 1,
  priceDecimals: 2,
  lotUnits: 1,
  qtyDecimals: 0,
  minPriceTicks: 1,
  maxPriceTicks: 1_000_000,
  maxQtyLots: 1_000_000,
  referenceTicks: 100,
};

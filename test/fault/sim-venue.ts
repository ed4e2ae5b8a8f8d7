/**
 * The real recovery, sequencer, engine, journal and FIX door in one thread, over a disk and a network that the test owns.
 * A power cut ends all of it at once; another SimVenue on the same disk is the machine coming up again.
 */
import type { ManualClock } from '../../engine/clock.js';
import { Directory, emptySeed } from '../../engine/directory.js';
import { Engine } from '../../engine/engine.js';
import { LogReader, LogWriter, MemorySink } from '../../engine/log.js';
import { Level, Progress } from '../../engine/progress.js';
import { createRing, RingConsumer, RingProducer } from '../../engine/ring.js';
import { Sequencer } from '../../engine/sequencer.js';
import { Stats } from '../../engine/stats.js';
import { configSchema } from '../../gateway/config.js';
import { FixDoor } from '../../gateway/fix/acceptor.js';
import { defineConfigured, startEpoch } from '../../gateway/reference-data.js';
import { History } from '../../journal/history.js';
import { JournalStage } from '../../journal/journal-stage.js';
import { SegmentPreparer } from '../../journal/preparer.js';
import { type Recovered, recover } from '../../journal/recovery.js';
import { ResendIndex } from '../../journal/resend-index.js';
import { JournalShared } from '../../journal/shared.js';
import { FixPeer, type PeerOptions } from '../fix-door/support/peer.js';
import { SimNet } from '../fix-door/support/sim-net.js';
import type { SimDisk } from '../support/sim-disk.js';

const dataDir = '/data';
const segmentBytes = 1 << 15;
const config = configSchema.parse({
  capacities: {
    orders: 1000,
    instruments: 4,
    sessions: 8,
    participants: 8,
    clOrdIds: 1000,
    ladderTicks: 64,
    accounts: 100,
    specials: 100,
    trades: 100,
    positions: 1000,
  },
  instruments: [{ symbol: 'AAPL' }],
  sessions: ['ALICE', 'BOB'].map((senderCompId) => ({ senderCompId, cancelOnDisconnect: false })),
});
const silent = { info: () => {}, warn: () => {} };

export class SimVenue {
  readonly net = new SimNet();
  readonly recovered: Recovered;
  private readonly sequencer: Sequencer;
  private readonly journal: JournalStage;
  private readonly preparer: SegmentPreparer;
  private readonly door: FixDoor;

  constructor(
    disk: SimDisk,
    readonly clock: ManualClock,
  ) {
    const progress = new Progress();
    const stats = new Stats();
    const shared = new JournalShared();
    const recovered = recover({ disk, dataDir, segmentBytes });
    this.recovered = recovered;
    const engine = recovered.engine ?? new Engine(new MemorySink());
    const directory = new Directory(recovered.engine?.directorySeed() ?? emptySeed);
    const index = ResendIndex.load(recovered.resendIndex.serialize());

    const ring = createRing(1 << 18, 2);
    const input = createRing(1 << 16, 1);
    const log = new LogWriter(ring, []);
    engine.out = log;
    progress.level = Level.disk;
    progress.journalRoom = true;
    const inputs = [new RingConsumer(input, 0)];
    this.sequencer = new Sequencer({ engine, log, inputs, progress, clock, stats, bells: [] });
    startEpoch(this.sequencer, engine, config, recovered.frameCrc);
    defineConfigured(this.sequencer, engine, config, clock.nowUs());
    this.journal = new JournalStage({
      disk,
      dataDir,
      segmentBytes,
      shared,
      start: recovered,
      reader: new LogReader(ring, 0, progress, 'none'),
      progress,
      clock,
      stats,
      bells: [],
    });
    this.preparer = new SegmentPreparer({ disk, dataDir, segmentBytes, shared, progress, clock });
    this.door = new FixDoor({
      config,
      net: this.net,
      clock,
      logger: silent,
      stats,
      progress,
      directory,
      reader: new LogReader(ring, 1, progress, 'admin'),
      commands: new RingProducer(input),
      door: 1,
      index,
      // a window of few events: resends read the journal back
      history: new History({ disk, dataDir, shared, index }),
      windowBytes: 4096,
    });
    void this.door.listen('sim', 0);
    this.run();
  }

  /** Works until there is nothing to do, the journal a step behind the engine as on its own thread. */
  run(): void {
    for (let turns = 0; turns < 10_000; turns++) {
      const done = this.sequencer.work() + this.door.work() + this.journal.work() + this.preparer.work();
      if (done === 0) return;
    }
    throw new Error('the venue does not come to rest');
  }

  pass(ms: number): void {
    this.clock.advanceMs(ms);
    this.run();
  }

  peer(options: PeerOptions): FixPeer {
    return new FixPeer(this, this.net.connect(), options);
  }
}

/** What the builders of stages make from the shared memory of a thread: rings' ends, bells, folds. */
import { Directory } from '../engine/directory.js';
import { Doorbell } from '../engine/doorbell.js';
import type { Engine } from '../engine/engine.js';
import { type Gate, LogReader } from '../engine/log.js';
import { Progress } from '../engine/progress.js';
import { RingConsumer, RingProducer } from '../engine/ring.js';
import { Stats } from '../engine/stats.js';
import { NodeDisk } from '../journal/disk.js';
import { History } from '../journal/history.js';
import { ResendIndex } from '../journal/resend-index.js';
import { JournalShared } from '../journal/shared.js';
import { planOf, type StageName, type ThreadName } from './layouts.js';
import { type DoorName, FeedConsumer } from './memory.js';
import type { ThreadContext } from './thread.js';

export class Parts {
  readonly progress: Progress;
  readonly stats: Stats;
  readonly disk = new NodeDisk();
  readonly shared: JournalShared;

  constructor(
    readonly context: ThreadContext,
    readonly engine: Engine | null,
  ) {
    this.progress = new Progress(context.memory.progress);
    this.stats = new Stats(context.memory.stats);
    this.shared = new JournalShared(context.memory.journal);
  }

  bell(thread: ThreadName): Doorbell {
    return new Doorbell(this.context.memory.bells[thread]);
  }

  bellOf(stage: StageName): Doorbell {
    return this.bell(planOf(this.context.layout, stage).name);
  }

  /** Of the threads that wait for commands to become safe. */
  get safeBells(): Doorbell[] {
    return this.bellsOf('fix', 'web', 'admin', 'marketData');
  }

  /** Of those, and of the threads that follow what is durable. */
  get durableBells(): Doorbell[] {
    return this.bellsOf('fix', 'web', 'admin', 'marketData', 'mirror', 'follower');
  }

  /** Of the threads that read the feed of market data. */
  get feedBells(): Doorbell[] {
    return this.bellsOf('web', 'fix');
  }

  private bellsOf(...stages: StageName[]): Doorbell[] {
    const names = new Set(stages.map((stage) => planOf(this.context.layout, stage).name));
    return [...names].map((name) => this.bell(name));
  }

  commands(door: DoorName): RingProducer {
    return new RingProducer(this.context.memory.inputs[door], [this.bellOf('engine')]);
  }

  /** A door's ends of the rings to and from market data. */
  feed(door: keyof typeof FeedConsumer) {
    const { feed, requests } = this.context.memory;
    return {
      feed: new RingConsumer(feed, FeedConsumer[door]),
      requests: new RingProducer(requests[door], [this.bellOf('marketData')]),
    };
  }

  log(consumer: number, gate: Gate): LogReader {
    return new LogReader(this.context.memory.log, consumer, this.progress, gate);
  }

  /** What a door with sessions follows and reads back. */
  outbox() {
    const { config, seeds } = this.context;
    const index = ResendIndex.load(seeds.resendIndex);
    const history = new History({ disk: this.disk, dataDir: config.dataDir, shared: this.shared, index });
    return { directory: new Directory(seeds.directory), index, history };
  }
}

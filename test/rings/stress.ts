/**
 * The threads of the stress test: a producer, a consumer that blocks its thread and one with an event loop, each on a
 * worker thread of its own. Loaded compiled, from dist/. What a record holds follows from its number alone, so that each
 * consumer can tell loss, reordering and torn records by itself.
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { SystemClock } from '../../engine/clock.js';
import { Doorbell } from '../../engine/doorbell.js';
import { EventLoop, runBlocking } from '../../engine/loop.js';
import { type RecordViews, RingConsumer, type RingMemory, RingProducer } from '../../engine/ring.js';
import type { Stage, Wait } from '../../engine/stage.js';

export interface StressTask {
  role: 'produce' | 'block' | 'turn';
  consumer: number;
  memory: RingMemory;
  /** Of the producer, then of each consumer. */
  bells: SharedArrayBuffer[];
  wait: Wait;
  bytes: number;
  seed: number;
}

export interface StressResult {
  records: number;
  bytes: number;
  checksum: number;
}

/** A number that looks random and follows from `n`. */
function mix(n: number): number {
  let x = Math.imul(n ^ (n >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Mostly short, now and then up to the ring's longest. */
function lengthOf(n: number, longest: number): number {
  const random = mix(n + 0x1234567);
  return 8 + ((random % (random % 16 === 0 ? longest - 7 : 512)) & ~7);
}

/** Now and then a pause, so that the ring is found full and empty in turn. */
class Pauses {
  private readonly word = new Int32Array(new SharedArrayBuffer(4));
  private calls = 0;
  constructor(private readonly seed: number) {}

  maybe(): void {
    const random = mix(++this.calls + this.seed);
    if (random % 64 === 0) Atomics.wait(this.word, 0, 0, 1);
    else if (random % 8 === 0) for (let n = random % 20_000; n > 0; n--) Atomics.load(this.word, 0);
  }
}

class Producer implements Stage {
  readonly name = 'producer';
  readonly result: StressResult = { records: 0, bytes: 0, checksum: 0 };
  private readonly ring: RingProducer;
  private readonly pauses: Pauses;

  constructor(
    private readonly task: StressTask,
    bells: Doorbell[],
  ) {
    this.ring = new RingProducer(task.memory, bells.slice(1));
    this.pauses = new Pauses(task.seed);
  }

  get done(): boolean {
    return this.result.bytes >= this.task.bytes;
  }

  work(): number {
    const { ring, result } = this;
    const batch = 1 + (mix(result.records) % 100);
    let n = 0;
    for (; n < batch && !this.done; n++) {
      const length = lengthOf(result.records, ring.maxRecord);
      const at = ring.claim(length);
      if (at < 0) break;
      const { u16, i32 } = ring.views;
      u16[(at >> 1) + 2] = 7;
      u16[(at >> 1) + 3] = result.records & 0xffff;
      for (let word = 2; word < length >> 2; word++) {
        const value = Math.imul(result.records + word, 0x9e3779b1);
        i32[(at >> 2) + word] = value;
        result.checksum = (Math.imul(result.checksum, 31) + value) | 0;
      }
      result.records++;
      result.bytes += length;
    }
    ring.publish();
    if (n > 0) this.pauses.maybe();
    return n;
  }
}

class Consumer implements Stage {
  readonly name = 'consumer';
  readonly result: StressResult = { records: 0, bytes: 0, checksum: 0 };
  private readonly ring: RingConsumer;
  private readonly pauses: Pauses;

  constructor(
    private readonly task: StressTask,
    bells: Doorbell[],
  ) {
    this.ring = new RingConsumer(task.memory, task.consumer, bells[0]);
    this.pauses = new Pauses(task.seed);
  }

  get done(): boolean {
    return this.result.bytes >= this.task.bytes;
  }

  work(): number {
    let n = 0;
    for (; n < 200; n++) {
      const at = this.ring.peek();
      if (at < 0) break;
      this.check(this.ring.views, at);
      this.ring.advance();
    }
    if (n > 0) this.pauses.maybe();
    this.ring.release();
    return n;
  }

  private check({ u16, i32 }: RecordViews, at: number): void {
    const { result } = this;
    const length = i32[at >> 2];
    if (length !== lengthOf(result.records, this.ring.capacity >> 2))
      throw new Error(`record ${result.records}: length ${length}`);
    if (u16[(at >> 1) + 3] !== (result.records & 0xffff))
      throw new Error(`record ${result.records}: came as ${u16[(at >> 1) + 3]}`);
    for (let word = 2; word < length >> 2; word++) {
      const value = i32[(at >> 2) + word];
      if (value !== Math.imul(result.records + word, 0x9e3779b1))
        throw new Error(`record ${result.records}: word ${word} is torn`);
      result.checksum = (Math.imul(result.checksum, 31) + value) | 0;
    }
    result.records++;
    result.bytes += length;
  }
}

function run(task: StressTask): void {
  const bells = task.bells.map((sab) => new Doorbell(sab));
  const clock = new SystemClock();
  if (task.role === 'turn') {
    const consumer = new Consumer(task, bells);
    const loop = new EventLoop([consumer], bells[task.consumer + 1], task.wait, clock, (error) => {
      throw error;
    });
    const work = consumer.work.bind(consumer);
    consumer.work = () => {
      const n = work();
      if (consumer.done) {
        loop.stop();
        parentPort?.postMessage(consumer.result);
      }
      return n;
    };
    loop.start();
    return;
  }
  const stage = task.role === 'produce' ? new Producer(task, bells) : new Consumer(task, bells);
  const bell = bells[task.role === 'produce' ? 0 : task.consumer + 1];
  runBlocking([stage], bell, task.wait, clock, () => stage.done);
  parentPort?.postMessage(stage.result);
}

if (!isMainThread) run(workerData as StressTask);

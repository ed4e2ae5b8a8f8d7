/** One side of the ring benchmark, on a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { Doorbell } from '../../engine/doorbell.js';
import { RingConsumer, type RingMemory, RingProducer } from '../../engine/ring.js';
import { Histogram, initHistograms } from '../histogram.js';

export interface RingTask {
  role: 'send' | 'receive' | 'ping' | 'pong';
  there: RingMemory;
  back: RingMemory;
  mine: SharedArrayBuffer;
  theirs: SharedArrayBuffer;
  wait: 'spin' | 'park';
  batch: number;
  records: number;
}

const BYTES = 64;
const task = workerData as RingTask;
const mine = new Doorbell(task.mine);
const theirs = new Doorbell(task.theirs);
const there = { to: new RingProducer(task.there, [theirs]), from: new RingConsumer(task.there, 0, theirs) };
const back = { to: new RingProducer(task.back, [theirs]), from: new RingConsumer(task.back, 0, theirs) };

function waitUntil(ready: () => boolean): void {
  while (!ready()) {
    if (task.wait === 'spin') continue;
    mine.arm();
    if (ready()) mine.disarm();
    else mine.sleep(1000);
  }
}

function put(ring: RingProducer, value: number): boolean {
  const at = ring.claim(BYTES);
  if (at < 0) return false;
  ring.views.i32[(at >> 2) + 1] = 1;
  ring.views.f64[(at >> 3) + 1] = value;
  return true;
}

function take(ring: RingConsumer): number {
  const value = ring.views.f64[(ring.peek() >> 3) + 1];
  ring.advance();
  return value;
}

function send(): number {
  const start = performance.now();
  for (let n = 0; n < task.records; ) {
    let claimed = 0;
    while (claimed < task.batch && n < task.records && put(there.to, n)) {
      claimed++;
      n++;
    }
    there.to.publish();
    if (claimed < task.batch && n < task.records) waitUntil(() => there.to.hasRoom(BYTES));
  }
  waitUntil(() => back.from.peek() >= 0);
  return performance.now() - start;
}

function receive(): void {
  for (let n = 0; n < task.records; ) {
    waitUntil(() => there.from.peek() >= 0);
    while (there.from.peek() >= 0) {
      const value = take(there.from);
      if (value !== n++) throw new Error(`ring: expected record ${n - 1}, got ${value}`);
    }
    there.from.release();
  }
  put(back.to, 0);
  back.to.publish();
}

function ping(): string {
  const histogram = new Histogram();
  const warmUp = Math.min(2000, task.records);
  for (let n = -warmUp; n < task.records; n++) {
    const start = performance.now();
    put(there.to, n);
    there.to.publish();
    waitUntil(() => back.from.peek() >= 0);
    take(back.from);
    back.from.release();
    if (n >= 0) histogram.recordMs(performance.now() - start);
  }
  return histogram.encode();
}

function pong(): void {
  const warmUp = Math.min(2000, task.records);
  for (let n = -warmUp; n < task.records; n++) {
    waitUntil(() => there.from.peek() >= 0);
    const value = take(there.from);
    there.from.release();
    put(back.to, value);
    back.to.publish();
  }
}

await initHistograms();
parentPort?.postMessage({ send, receive, ping, pong }[task.role]());

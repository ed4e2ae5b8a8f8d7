/**
 * Puts the watermark object: each second while the mirror or what is safe moves, each half minute as a sign of life. One put at a time;
 * one that fails is made good by the next.
 */
import { type Watermark, watermarkKey } from './layout.js';
import type { ObjectStore } from './object-store.js';

const EVERY_US = 1_000_000;
const ALIVE_EVERY_US = 30_000_000;

export class WatermarkWriter {
  /** When put() is due; Infinity while one is under way. */
  dueUs = 0;
  busy = false;
  private lastUs = 0;
  private failing = false;
  private changedMeanwhile = false;

  constructor(
    private readonly store: ObjectStore,
    private readonly prefix: string,
    private readonly kick: () => void,
    private readonly log: (line: string) => void,
  ) {}

  /** The mirror has moved on, or what clients may have seen. */
  changed(nowUs: number): void {
    if (!this.busy) this.dueUs = Math.min(this.dueUs, Math.max(nowUs, this.lastUs + EVERY_US));
    else this.changedMeanwhile = true;
  }

  put(mark: Watermark, nowUs: number): void {
    this.lastUs = nowUs;
    this.changedMeanwhile = false;
    if (mark.epoch === 0) {
      this.dueUs = nowUs + EVERY_US; // nothing is mirrored yet
      return;
    }
    this.busy = true;
    this.dueUs = Number.POSITIVE_INFINITY;
    this.store.put(watermarkKey(this.prefix, mark.epoch), Buffer.from(`${JSON.stringify(mark)}\n`)).then(
      () => this.done(null),
      (error: Error) => this.done(error),
    );
  }

  private done(error: Error | null): void {
    this.busy = false;
    this.dueUs = this.lastUs + (error || this.changedMeanwhile ? EVERY_US : ALIVE_EVERY_US);
    if (error && !this.failing) this.log(`mirror: cannot put the watermark object (${error.name}: ${error.message})`);
    if (!error && this.failing) this.log('mirror: the watermark object can be put again');
    this.failing = error !== null;
    this.kick();
  }
}

/**
 * The sequences of the feed: one for each class and instrument, one for each firm's fills, one for heartbeats. Each rises by
 * exactly 1 with each message made, whoever receives it; 0 means that nothing has been said yet. They start again with the
 * epoch, which is the feed's incarnation: the engine's epoch and the second of the start, so that no two starts share one.
 */
import { CLASS_SPAN as CLASSES, type Message } from './messages.js';

const START_SPAN = 2 ** 32;

export function feedEpoch(engineEpoch: number, startUs: number): number {
  return (engineEpoch % 2 ** 20) * START_SPAN + (Math.floor(startUs / 1_000_000) % START_SPAN);
}

export class Sequences {
  private seqs = new Float64Array(64 * CLASSES);
  private isChanged = new Uint8Array(64 * CLASSES);
  private readonly changed: number[] = [];
  private readonly firms: number[] = [];
  private heartbeats = 0;

  constructor(public epoch: number) {}

  /** A new incarnation: everything from 1 again. */
  restart(epoch: number): void {
    this.epoch = epoch;
    this.seqs.fill(0);
    this.isChanged.fill(0);
    this.changed.length = 0;
    this.firms.length = 0;
    this.heartbeats = 0;
  }

  /** The last sequence of a class of an instrument. */
  last(feedClass: number, instrument: number): number {
    const slot = instrument * CLASSES + feedClass;
    return slot < this.seqs.length ? this.seqs[slot] : 0;
  }

  next(feedClass: number, instrument: number): number {
    const slot = instrument * CLASSES + feedClass;
    while (slot >= this.seqs.length) this.grow();
    if (this.isChanged[slot] === 0) {
      this.isChanged[slot] = 1;
      this.changed.push(slot);
    }
    this.seqs[slot] += 1;
    return this.seqs[slot];
  }

  nextOfFirm(participant: number): number {
    const seq = (this.firms[participant] ?? 0) + 1;
    this.firms[participant] = seq;
    return seq;
  }

  nextHeartbeat(): number {
    return ++this.heartbeats;
  }

  get changes(): number {
    return this.changed.length;
  }

  /** Appends (instrument, class, seq) of up to `max` of what has changed since it was last asked; returns how many. */
  takeChanged(to: Message, max: number): number {
    const count = Math.min(max, this.changed.length);
    for (let i = 0; i < count; i++) {
      const slot = this.changed[i];
      this.isChanged[slot] = 0;
      to.push(Math.floor(slot / CLASSES), slot % CLASSES, this.seqs[slot]);
    }
    this.changed.splice(0, count);
    return count;
  }

  /** Counts everything that was ever said as changed: for those who may have missed any of it. */
  changeAll(): void {
    for (let slot = 0; slot < this.seqs.length; slot++) {
      if (this.seqs[slot] === 0 || this.isChanged[slot] === 1) continue;
      this.isChanged[slot] = 1;
      this.changed.push(slot);
    }
  }

  private grow(): void {
    const { seqs, isChanged } = this;
    this.seqs = new Float64Array(seqs.length * 2);
    this.seqs.set(seqs);
    this.isChanged = new Uint8Array(seqs.length * 2);
    this.isChanged.set(isChanged);
  }
}

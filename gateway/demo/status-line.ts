/** The demo's status: one line that refreshes in place on a terminal, a line every five seconds elsewhere. */
import type { VenueStatus } from '../status.js';
import type { BrokersStatus } from './messages.js';

const PLAIN_EVERY_S = 5;

export interface Screen {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
}

export class StatusLine {
  private shown = false;
  private updates = 0;
  private startMs = 0;
  private last: BrokersStatus | null = null;

  constructor(private readonly screen: Screen) {}

  /** The time that it shows counts from here. */
  begin(nowMs: number): void {
    this.startMs = nowMs;
  }

  /** To be called about once a second. */
  update(nowMs: number, brokers: BrokersStatus, venue: VenueStatus | null): void {
    const since = this.last ?? { orders: 0, atMs: brokers.atMs - (nowMs - this.startMs) };
    const perSecond = ((brokers.orders - since.orders) * 1000) / (brokers.atMs - since.atMs || 1);
    this.last = brokers;
    const text = line((nowMs - this.startMs) / 1000, perSecond, brokers, venue);
    if (this.screen.isTTY) {
      this.screen.write(`\r\x1b[2K${text.slice(0, this.screen.columns - 1)}`);
      this.shown = true;
    } else if (++this.updates % PLAIN_EVERY_S === 0) {
      this.screen.write(`${text}\n`);
    }
  }

  /** A message on a line of its own, above the status. */
  say(text: string): void {
    this.screen.write(`${this.shown ? '\r\x1b[2K' : ''}${text}\n`);
    this.shown = false;
  }
}

export function line(seconds: number, perSecond: number, brokers: BrokersStatus, venue: VenueStatus | null): string {
  const parts = [
    `${seconds.toFixed(0)} s`,
    `orders ${count(brokers.orders)} (${count(perSecond)}/s)`,
    `fills ${count(brokers.fills)}`,
    `ack p50 ${duration(brokers.p50Us)} p99 ${duration(brokers.p99Us)}`,
  ];
  if (venue) {
    parts.push(`safe lag ${count(Math.max(0, venue.seq - venue.safeSeq))}`);
    if (venue.stats.mirrorConfigured > 0) parts.push(`mirror lag ${duration(venue.stats.mirrorLagUs)}`);
  }
  parts.push(`open ${count(brokers.openOrders)}`);
  if (brokers.connected < brokers.brokers) parts.push(`brokers ${brokers.connected} of ${brokers.brokers}`);
  if (brokers.rejects > 0) parts.push(`rejects ${count(brokers.rejects)}`);
  return parts.join('  ');
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `83 µs`, `1.4 ms`, `2.1 s`. */
export function duration(us: number): string {
  if (us === 0) return '-';
  if (us < 1000) return `${us.toFixed(0)} µs`;
  if (us < 1e6) return `${(us / 1000).toFixed(us < 10_000 ? 1 : 0)} ms`;
  return `${(us / 1e6).toFixed(1)} s`;
}

export const stdoutScreen: Screen = {
  isTTY: process.stdout.isTTY === true,
  get columns() {
    return process.stdout.columns || 120;
  },
  write: (text) => void process.stdout.write(text),
};

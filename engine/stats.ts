/**
 * Counters and gauges in shared memory, for /metrics, the page and the demo's status line. One f64 each, written by one
 * thread, read by any; never used to decide anything.
 */
export const Stat = {
  engineCommands: 0,
  engineLastSeq: 1,
  engineOpenOrders: 2,
  logRingUsed: 3,
  logRingCapacity: 4,
  journalFrames: 5,
  journalBytes: 6,
  journalSyncUs: 7, // last fdatasync
  journalSyncUsMax: 8,
  journalDurableSeq: 9,
  mirrorSeq: 10,
  mirrorLagUs: 11,
  mirrorBacklogBytes: 12,
  mirrorRetries: 13,
  followerSeq: 14,
  followerSnapshots: 15,
  marketDataSeq: 16,
  marketDataMessages: 17,
  feedRingUsed: 18,
  feedRingCapacity: 19,
  natsConnected: 20,
  natsDropped: 21,
  fixConnections: 22,
  fixMessagesIn: 23,
  fixMessagesOut: 24,
  fixRingUsed: 25,
  fixRingCapacity: 26,
  webConnections: 27,
  webMessagesIn: 28,
  webMessagesOut: 29,
  webRingUsed: 30,
  webRingCapacity: 31,
  fills: 32,
  mirrorObjects: 33,
  mirrorConfigured: 34,
  fixMarketDataSessions: 35, // logged on; the log does not know them
} as const;
export type StatName = keyof typeof Stat;

export class Stats {
  private readonly values: Float64Array;

  constructor(readonly sab: SharedArrayBuffer = new SharedArrayBuffer(128 * 8)) {
    this.values = new Float64Array(sab);
  }

  add(stat: number, by: number): void {
    this.values[stat]! += by;
  }

  set(stat: number, value: number): void {
    this.values[stat] = value;
  }

  get(stat: number): number {
    return this.values[stat]!;
  }

  /** All by name. */
  snapshot(): Record<StatName, number> {
    return Object.fromEntries(Object.entries(Stat).map(([name, index]) => [name, this.values[index]])) as Record<
      StatName,
      number
    >;
  }
}

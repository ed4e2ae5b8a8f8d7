/**
 * Counters and gauges in shared memory, for /metrics, the page and the demo's status line. One f64 each, written by one
 * thread, read by any; never used to decide anything.
 */
export const Stat = {
  engineCommands: 0,
  engineEvents: 1,
  engineLastSeq: 2,
  engineSpillBytes: 3,
  engineOpenOrders: 4,
  logRingUsed: 5,
  logRingCapacity: 6,
  journalFrames: 7,
  journalBytes: 8,
  journalSyncUs: 9, // last fdatasync
  journalSyncUsMax: 10,
  journalDurableSeq: 11,
  mirrorSeq: 12,
  mirrorLagUs: 13,
  mirrorBacklogBytes: 14,
  mirrorRetries: 15,
  followerSeq: 16,
  followerSnapshots: 17,
  marketDataSeq: 18,
  marketDataMessages: 19,
  feedRingUsed: 20,
  feedRingCapacity: 21,
  natsConnected: 22,
  natsDropped: 23,
  fixConnections: 24,
  fixMessagesIn: 25,
  fixMessagesOut: 26,
  fixRingUsed: 27,
  fixRingCapacity: 28,
  webConnections: 29,
  webMessagesIn: 30,
  webMessagesOut: 31,
  webRingUsed: 32,
  webRingCapacity: 33,
  fills: 34,
  mirrorObjects: 35,
  mirrorConfigured: 36,
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

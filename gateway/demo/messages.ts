/** What the demo and its brokers' process tell each other. */

export interface BrokersTask {
  host: string;
  port: number;
  targetCompId: string;
  brokers: number;
  /** Orders a second, of all brokers together. */
  rate: number;
  seed: number;
  /** Sequence numbers from run to run. */
  sessionFile: string;
  /** Processes to end as well if the demo is gone without having ended them. */
  orphans: readonly number[];
}

export type ToBrokers = { type: 'start'; task: BrokersTask } | { type: 'stop' };

/** Counts since the start; latencies of the last second. */
export interface BrokersStatus {
  /** When it was counted, by the brokers' own clock. */
  atMs: number;
  brokers: number;
  connected: number;
  rate: number;
  orders: number;
  acknowledged: number;
  cancels: number;
  replaces: number;
  fills: number;
  rejects: number;
  /** Executions that a resend brought. */
  resent: number;
  openOrders: number;
  /** Orders due or sent that have no answer yet. */
  waiting: number;
  p50Us: number;
  p99Us: number;
}

export type FromBrokers =
  | { type: 'ready'; resumed: boolean }
  | { type: 'status'; status: BrokersStatus }
  | { type: 'notice'; text: string }
  | { type: 'stopped'; status: BrokersStatus }
  | { type: 'failed'; message: string };

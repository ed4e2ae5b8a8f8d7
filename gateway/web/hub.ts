/** What all connections of a door share. */
import type { Clock } from '../../engine/clock.js';
import type { Directory } from '../../engine/directory.js';
import type { Stats } from '../../engine/stats.js';
import type { Limits } from '../config.js';
import type { Encoding } from './codec.js';
import type { Connection } from './connection.js';
import type { MarketFeed } from './market-feed.js';
import type { OrderEntry } from './order-entry.js';
import type { SnapshotDesk } from './snapshots.js';

export interface Hub {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly stats: Stats;
  readonly directory: Directory;
  readonly feed: MarketFeed;
  readonly desk: SnapshotDesk;
  readonly orders: OrderEntry;
  /** Set when a connection falls behind: from then on they are looked at by time too. */
  anyBehind: boolean;
}

/** What the library keeps for a WebSocket. */
export interface Session {
  connection: Connection | null;
  readonly encoding: Encoding;
}

/** What the FIX door is given, and what its parts share: made once by the door, handed to each connection and session. */
import type { Clock } from '../../engine/clock.js';
import type { Directory } from '../../engine/directory.js';
import type { LogReader } from '../../engine/log.js';
import type { Progress } from '../../engine/progress.js';
import type { RingProducer } from '../../engine/ring.js';
import type { Stats } from '../../engine/stats.js';
import type { Config, Limits } from '../config.js';
import type { Role, SessionConfig } from '../config-sessions.js';
import type { EventHistory } from '../event-history.js';
import type { Logger } from '../logger.js';
import type { Net } from '../net.js';
import type { Outbox, OutboxOptions } from '../outbox.js';
import type { Access } from './access/access.js';
import type { FixConnection } from './connection.js';
import type { DoorCommands } from './door-commands.js';
import type { LogListener } from './log-listener.js';
import type { FeedEnds } from './market-data/market-data.js';
import type { FieldArrays, FixParser } from './parser.js';
import type { FixSession } from './session.js';
import type { Settings } from './settings.js';
import type { Wires } from './wire.js';
import type { WriterPool } from './writer-pool.js';

export interface FixDoorOptions {
  config: Pick<Config, 'compId' | 'sessions' | 'limits'>;
  net: Net;
  clock: Clock;
  logger: Pick<Logger, 'info' | 'warn'>;
  stats: Stats;
  progress: Progress;
  /** Seeded with what was recovered; the door keeps it up from the log. */
  directory: Directory;
  /** Of the log, gate 'admin'. */
  reader: LogReader;
  /** Where the door's commands go. */
  commands: RingProducer;
  /** The door's number, which its commands carry. */
  door: number;
  index: OutboxOptions['index'];
  history: EventHistory | null;
  /** Asks for a turn of the loop, from a socket's callback. */
  kick?: () => void;
  /** Bytes of recent events in memory; a power of two. */
  windowBytes?: number;
  /** Where market data comes from; without it there are no market-data sessions. */
  feed?: FeedEnds;
}

/** What the connections of one port may be. */
export interface DoorPort {
  readonly roles: readonly Role[];
}

export interface DoorContext {
  /** The venue's CompID. */
  readonly compId: string;
  /** The versions that are spoken. */
  readonly wires: Wires;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly stats: Stats;
  readonly directory: Directory;
  readonly commands: DoorCommands;
  readonly log: LogListener;
  readonly outbox: Outbox;
  /** For the parsers of all connections: each message is handled before the next. */
  readonly fields: FieldArrays;
  /** For messages that were kept ahead of their turn. */
  readonly keptParser: FixParser;
  readonly writers: WriterPool;
  readonly settings: Settings;
  readonly access: Access;
  /** A session of market data, which the engine does not know. */
  marketDataSession(settings: SessionConfig): FixSession | string;
  /** Those that are logged on here, of every role. */
  sessionsUp(): Iterable<FixSession>;
  /** The ring is full: the connection's pump() is called again once there is room. */
  stall(connection: FixConnection): void;
  /** The connection's place is its own from now on. */
  loggedOn(connection: FixConnection): void;
  /** What was submitted goes to the engine now. */
  publish(): void;
  /** A number of its own for each answer to a request for reference data. */
  nextAnswerId(): string;
  /** The session's desk has something to say. */
  attend(session: FixSession): void;
  /** The session owes a Logout or a DISCONNECT that found no room. */
  owe(session: FixSession): void;
  /** The connection is looked at by then: a deadline of it has become earlier. */
  wakeAt(us: number, connection: FixConnection): void;
  closed(connection: FixConnection): void;
}

/** What the parts of the FIX door share: made once by the door, handed to each connection and session. */
import type { Clock } from '../../engine/clock.js';
import type { Directory } from '../../engine/directory.js';
import type { Stats } from '../../engine/stats.js';
import type { Limits } from '../config.js';
import type { Role, SessionConfig } from '../config-sessions.js';
import type { Logger } from '../logger.js';
import type { Outbox } from '../outbox.js';
import type { Access } from './access/access.js';
import type { FixConnection } from './connection.js';
import type { DoorCommands } from './door-commands.js';
import type { FieldArrays, FixParser } from './parser.js';
import type { FixSession } from './session.js';
import type { Settings } from './settings.js';
import type { Wires } from './wire.js';
import type { WriterPool } from './writer-pool.js';

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
  readonly outbox: Outbox;
  /** For the parsers of all connections: each message is handled before the next. */
  readonly fields: FieldArrays;
  /** For messages that were kept ahead of their turn. */
  readonly keptParser: FixParser;
  readonly writers: WriterPool;
  readonly settings: Settings;
  readonly access: Access;
  /** The door's own account of an engine session. */
  session(index: number, settings: SessionConfig): FixSession;
  /** A session of market data, which the engine does not know. */
  marketDataSession(settings: SessionConfig): FixSession | string;
  /** A correlation number whose definitions come back to this connection. */
  awaitDefinition(connection: FixConnection): number;
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

/**
 * The FIX door: a stage that accepts connections, submits what comes to its command ring, and sends what its outbox brings.
 * Runs on a thread with an event loop. It must never wait: what finds no room in the ring is held by its connection (which
 * is not read from meanwhile) or owed by its session, and tried again at the next turn.
 */
import type { Clock } from '../../engine/clock.js';
import type { Directory } from '../../engine/directory.js';
import { SessionKind } from '../../engine/records.js';
import type { Stage } from '../../engine/stage.js';
import { Stat, type Stats } from '../../engine/stats.js';
import type { Limits } from '../config.js';
import { ROLES, type Role, type SessionConfig } from '../config-sessions.js';
import { Lobby } from '../lobby.js';
import type { Logger } from '../logger.js';
import type { ListenOptions, NetConnection, NetServer } from '../net.js';
import { Outbox } from '../outbox.js';
import { Access } from './access/access.js';
import { FixConnection } from './connection.js';
import { DoorCommands } from './door-commands.js';
import type { DoorContext, DoorPort, FixDoorOptions } from './door-context.js';
import { ENCODED_MAX } from './encoder.js';
import { LogListener } from './log-listener.js';
import { FixMarketData } from './market-data/market-data.js';
import { FieldArrays, FixParser } from './parser.js';
import type { FixSession } from './session.js';
import { Settings } from './settings.js';
import { SymbolTable } from './symbols.js';
import { Timers } from './timers.js';
import { Wires } from './wire.js';
import { WriterPool } from './writer-pool.js';

/** The shortest time between two looks at a connection, and when something waits that rings no bell. */
const RETRY_US = 1000;

export class FixDoor implements Stage, DoorContext {
  readonly name = 'fix';
  readonly compId: string;
  readonly wires: Wires;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly stats: Stats;
  readonly directory: Directory;
  readonly commands: DoorCommands;
  readonly log: LogListener;
  readonly outbox: Outbox;
  readonly fields: FieldArrays;
  readonly keptParser: FixParser;
  readonly writers: WriterPool;
  private readonly symbols = new SymbolTable();
  readonly settings: Settings;
  readonly access: Access;
  private readonly marketData: FixMarketData | null;
  private readonly connections = new Set<FixConnection>();
  /** Those of them that have not logged on. */
  private readonly lobby = new Lobby<FixConnection>();
  /** Whose desks have something to say. */
  private readonly attended = new Set<FixSession>();
  private answerCount = 0;
  /** In the order in which they came to wait. */
  private readonly stalled = new Set<FixConnection>();
  private readonly owing = new Set<FixSession>();
  private readonly servers: NetServer[] = [];
  private connectionCount = 0;
  private readonly timers = new Timers<FixConnection>();
  private whenEmpty: (() => void) | null = null;

  constructor(private readonly options: FixDoorOptions) {
    const { config, clock, directory } = options;
    this.compId = config.compId;
    this.limits = config.limits;
    this.clock = clock;
    this.logger = options.logger;
    this.stats = options.stats;
    this.directory = directory;
    this.commands = new DoorCommands(options.commands, options.door);
    this.log = new LogListener(this, this.symbols, options.door);
    this.outbox = new Outbox({
      reader: options.reader,
      progress: options.progress,
      directory,
      index: options.index,
      history: options.history,
      door: options.door,
      kinds: [SessionKind.fix, SessionKind.dropCopy],
      listener: this.log,
      windowBytes: options.windowBytes,
      turnBytes: this.limits.fixSendBytesPerTurn,
      resendRate: { bytesPerSecond: this.limits.fixResendBytesPerSecond, clock },
    });
    this.wires = new Wires(this.symbols, this.limits.fixGroupEntries);
    this.fields = new FieldArrays(this.limits.fixFields);
    this.keptParser = new FixParser(this.limits);
    this.settings = new Settings(config.sessions);
    this.access = new Access(this.settings, this.limits, clock, this.logger);
    for (const instrument of directory.instruments) this.symbols.set(instrument);
    // a turn stops once its bytes are reached: its last step, a gap fill and a message, must still find room
    this.writers = new WriterPool(this.limits.fixSendBytesPerTurn + 3 * ENCODED_MAX);
    this.marketData = options.feed === undefined ? null : new FixMarketData(this, this.symbols, options.feed);
  }

  /** Opens a port for sessions of these roles. @throws OperationalError PORT_TAKEN */
  async listen(
    host: string,
    port: number,
    roles: readonly Role[] = ROLES,
    tls?: ListenOptions['tls'],
  ): Promise<{ host: string; port: number }> {
    const maxConnections = this.limits.fixConnections + 1; // one more, for which room is made here
    const options = { host, port, maxConnections, tls };
    const server = await this.options.net.listen(options, (net) => this.accept(net, { roles }));
    this.servers.push(server);
    return { host: server.host, port: server.port };
  }

  private accept(net: NetConnection, port: DoorPort): void {
    if (this.connections.size >= this.limits.fixConnections && !this.makeRoom()) {
      const why = `${this.connections.size} connections are open and all have logged on: limits.fixConnections says how many may be`;
      this.access.refused(net.remoteAddress, `FIX ${net.remote}: refused: ${why}`);
      net.destroy();
      return;
    }
    this.connectionCount = (this.connectionCount % 0x7fff_ffff) + 1;
    const connection = new FixConnection(this.connectionCount, net, this, port);
    this.connections.add(connection);
    this.lobby.enter(connection, net.remoteAddress);
    this.stats.set(Stat.fixConnections, this.connections.size);
    this.publish();
  }

  /** Of those who have not logged on, the one that has the least claim to its place loses it; false: all have. */
  private makeRoom(): boolean {
    const last = this.lobby.makeRoom();
    if (last === undefined) return false;
    last.turnAway(
      `${this.connections.size} connections are open, and of those that have not logged on most are from its address`,
    );
    this.closed(last); // its socket may take until the next turn of the event loop to say so
    return true;
  }

  // ---- the stage

  work(): number {
    let done = this.outbox.work();
    if (this.marketData !== null) done += this.marketData.work();
    if (this.attended.size > 0) done += this.attendDesks();
    if (this.owing.size > 0) done += this.settleOwing();
    if (this.stalled.size > 0) done += this.resumeStalled();
    const nowUs = this.clock.nowUs();
    if (nowUs >= this.timers.nextUs) this.checkTimers(nowUs);
    this.commands.publish();
    if (done > 0) this.stats.set(Stat.fixRingUsed, this.commands.used());
    return done;
  }

  deadlineUs(): number {
    const waits = this.outbox.waits || this.owing.size > 0 || this.attended.size > 0 || this.stalled.size > 0;
    const next = Math.min(this.timers.nextUs, this.marketData?.deadlineUs() ?? Infinity);
    return waits ? Math.min(next, this.clock.nowUs() + RETRY_US) : next;
  }

  busy(): boolean {
    return this.commands.submitted !== this.outbox.commandsSeen;
  }

  private settleOwing(): number {
    let settled = 0;
    for (const session of this.owing) {
      if (!session.settle()) continue;
      this.owing.delete(session);
      settled++;
    }
    return settled;
  }

  private attendDesks(): number {
    let said = 0;
    for (const session of this.attended) {
      said += session.desk.work();
      if (!session.desk.hasWork || !session.isUp) this.attended.delete(session);
    }
    return said;
  }

  private resumeStalled(): number {
    let resumed = 0;
    for (const connection of this.stalled) {
      if (!this.commands.hasRoom()) break; // what waits again does so at the end
      this.stalled.delete(connection);
      connection.pump();
      resumed++;
    }
    return resumed;
  }

  private checkTimers(nowUs: number): void {
    for (let due = this.timers.take(nowUs); due !== null; due = this.timers.take(nowUs)) {
      const next = due.check(nowUs);
      if (this.connections.has(due)) this.timers.wakeAt(Math.max(next, nowUs + RETRY_US), due);
    }
  }

  // ---- for connections and sessions

  marketDataSession(settings: SessionConfig): FixSession | string {
    return this.marketData?.session(settings) ?? 'market data does not come over FIX here';
  }

  *sessionsUp(): Generator<FixSession> {
    for (const connection of this.connections) {
      const { session } = connection;
      if (session?.connection === connection && session.isUp) yield session;
    }
  }

  stall(connection: FixConnection): void {
    this.stalled.add(connection);
  }

  loggedOn(connection: FixConnection): void {
    this.lobby.leave(connection);
  }

  nextAnswerId(): string {
    return `${this.directory.epoch}-${++this.answerCount}`;
  }

  attend(session: FixSession): void {
    this.attended.add(session);
  }

  owe(session: FixSession): void {
    this.owing.add(session);
  }

  wakeAt(us: number, connection: FixConnection): void {
    this.timers.wakeAt(us, connection);
  }

  publish(): void {
    this.options.kick?.(); // first: a thread that hosts the engine too need not be rung then
    this.commands.publish();
  }

  closed(connection: FixConnection): void {
    this.connections.delete(connection);
    this.lobby.leave(connection);
    this.timers.remove(connection);
    this.stalled.delete(connection);
    this.stats.set(Stat.fixConnections, this.connections.size);
    if (this.connections.size === 0) this.whenEmpty?.();
    this.publish();
  }

  /** What the configuration says of sessions from now on: whoever may not be logged on any more is logged out. */
  configure(sessions: readonly SessionConfig[] | null): void {
    this.settings.replace(sessions);
    for (const connection of this.connections) connection.followSettings();
    this.publish();
  }

  // ---- the end

  /** Accepts nothing more and logs every session out; resolves when all are gone. The loop must go on meanwhile. */
  async drain(): Promise<void> {
    for (const server of this.servers) await server.close();
    const empty = new Promise<void>((resolve) => {
      this.whenEmpty = resolve;
    });
    for (const connection of this.connections) {
      if (this.commands.hasRoom()) connection.close('the venue closes');
      else connection.cut('the venue closes');
    }
    this.publish();
    if (this.connections.size > 0) await empty;
  }

  /** Closes the port and every connection at once. */
  async close(): Promise<void> {
    for (const server of this.servers) await server.close();
    for (const connection of this.connections) connection.cut('the door closes');
  }
}

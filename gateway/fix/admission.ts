/**
 * From a Logon to its session: is the counterparty known, must it be defined first, is its session free. Runs on the
 * door's thread. Definitions go through the log, so an admission may wait; the connection tries it again.
 */
import { SessionKind } from '../../engine/records.js';
import type { SessionConfig } from '../config.js';
import { firmName } from '../firm-name.js';
import type { FixConnection } from './connection.js';
import type { DoorContext } from './door-context.js';
import type { LogonRequest } from './logon-request.js';
import type { FixSession } from './session.js';

/** Of a session that no configuration names. */
const OPEN_SESSION = { cancelOnDisconnect: false, graceMs: 0 };

export class Admission {
  /** The session, or why there is none, once attempt() has returned true. */
  result: FixSession | string = '';
  /** A definition is under way in the log. */
  private awaits = false;
  /** The session whose last connection is still leaving in the log. */
  private waitsFor: FixSession | null = null;

  constructor(
    private readonly connection: FixConnection,
    readonly logon: LogonRequest,
    private readonly door: DoorContext,
  ) {}

  /** Whether it is settled; false: it waits for the log. The caller has seen that the ring has room. */
  attempt(): boolean {
    const { door, logon } = this;
    if (this.awaits) return false;
    const settings = door.configured(logon.senderCompId);
    if (settings === undefined) return this.settle('the SenderCompID is not configured');
    const info = door.directory.session(SessionKind.fix, logon.senderCompId, door.compId);
    if (info === undefined) {
      this.define(logon.senderCompId, settings);
      return false;
    }
    const session = door.session(info.index);
    if (session.isUp || session.isLoggingOut || (session.waiting !== null && session.waiting !== this.connection)) {
      return this.settle('the session is logged on over another connection');
    }
    if (session.isDown) return this.settle(session);
    session.waiting = this.connection;
    this.waitsFor = session;
    return false;
  }

  private settle(result: FixSession | string): true {
    this.result = result;
    return true;
  }

  /** Defines the participant, then the session, through the log. */
  private define(senderCompId: string, settings: SessionConfig | null): void {
    const { door } = this;
    const firm = firmName(settings?.participant, senderCompId);
    const participant = door.directory.participant(firm);
    const commands = door.commands.from(-1, 0, 0, door.awaitDefinition(this.connection));
    this.awaits = true;
    if (participant === undefined) {
      commands.defineParticipant(firm);
      return;
    }
    const { cancelOnDisconnect, graceMs } = settings ?? OPEN_SESSION;
    const ids = { participant: participant.index, kind: SessionKind.fix, senderCompId, targetCompId: door.compId };
    commands.defineSession({ ...ids, cancelOnDisconnect, graceMs, resetDaily: settings?.resetDaily ?? false });
  }

  /** What was defined has come back in the log. */
  defined(): void {
    this.awaits = false;
  }

  /** The connection is gone. */
  abandon(): void {
    if (this.waitsFor?.waiting === this.connection) this.waitsFor.waiting = null;
  }
}

/**
 * From a Logon to its session: is the counterparty known, must it be defined first, is its session free. Runs on the
 * door's thread. Definitions go through the log, so an admission may wait; the connection tries it again.
 */

import type { Role, SessionConfig } from '../config-sessions.js';
import { firmName } from '../firm-name.js';
import { fixKindOf, sessionDefinition } from '../session-definitions.js';
import type { LogonCheck, LogonProof } from './access/logon-check.js';
import type { FixConnection } from './connection.js';
import type { DoorContext } from './door-context.js';
import type { LogonRequest } from './logon-request.js';
import type { FixSession } from './session.js';
import type { Wire } from './wire.js';

export class Admission {
  /** The session, or why there is none, once attempt() has returned true. */
  result: FixSession | string = '';
  /** Of who it says it is. */
  private readonly check: LogonCheck;
  /** Of the definition that is under way in the log; undefined: none is. */
  private awaitedRef: number | undefined;
  /** The session whose last connection is still leaving in the log. */
  private waitsFor: FixSession | null = null;

  constructor(
    private readonly connection: FixConnection,
    readonly logon: LogonRequest,
    proof: LogonProof,
    private readonly door: DoorContext,
  ) {
    this.check = door.access.check(logon.senderCompId, proof, connection.origin, () => connection.pump());
  }

  /** Whether it is settled; false: it waits for the check of its credentials or for the log. The caller has seen that the ring has room. */
  attempt(): boolean {
    const { door, logon } = this;
    const { verdict } = this.check;
    if (this.awaitedRef !== undefined || verdict === null) return false;
    if (verdict !== '') return this.settle(verdict);
    const { roles } = this.connection.port;
    const settings = door.settings.of(logon.senderCompId, roles);
    if (settings === undefined) return this.settle('the SenderCompID is not configured');
    const fault =
      whyNot(settings, logon.wire, roles) || door.access.whyNotNow(logon.senderCompId, this.connection.origin.remoteAddress);
    if (fault !== '') return this.settle(fault);
    const kind = fixKindOf[settings.role];
    if (kind === null) return this.settle(door.marketDataSession(settings));
    const info = door.directory.session(kind, logon.senderCompId, door.compId);
    if (info === undefined) {
      this.define(settings, kind);
      return false;
    }
    if (info.enabled === false) return this.settle('the session is disabled');
    const session = door.log.session(info.index, settings);
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
  private define(settings: SessionConfig, kind: number): void {
    const { door } = this;
    const firm = firmName(settings.participant, settings.senderCompId);
    const participant = door.directory.participant(firm);
    this.awaitedRef = door.log.awaitDefinition(this.connection);
    const commands = door.commands.from(-1, 0, 0, this.awaitedRef);
    if (participant === undefined) commands.defineParticipant(firm);
    else commands.defineSession(sessionDefinition(settings, kind, participant.index, door.compId));
  }

  /** What was defined has come back in the log. */
  defined(): void {
    this.awaitedRef = undefined;
  }

  /** The connection is gone. */
  abandon(): void {
    this.door.access.abandon(this.check);
    if (this.awaitedRef !== undefined) this.door.log.forgetDefinition(this.awaitedRef);
    if (this.waitsFor?.waiting === this.connection) this.waitsFor.waiting = null;
  }
}

/** Why a session may not log on so; '': it may. */
export function whyNot({ enabled, role, versions }: SessionConfig, wire: Wire, roles: readonly Role[]): string {
  const { beginString } = wire.dialect;
  if (enabled === false) return 'the session is disabled';
  if (!roles.includes(role)) return `this port is for ${roles.join(', ')}; the session's role is ${role}`;
  if (!(versions as readonly string[]).includes(beginString)) return `expected ${versions.join(', ')}, got ${beginString}`;
  return '';
}

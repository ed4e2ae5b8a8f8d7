/**
 * Who may log on: credentials, addresses, schedules, and what is done about those who guess. The door owns one; it follows the
 * settings when they are replaced. Door's thread, but for scrypt. What is refused is in the venue's log and nowhere else.
 */
import type { Clock } from '../../../engine/clock.js';
import { hostOf } from '../../addresses.js';
import type { Limits } from '../../config.js';
import type { SessionConfig } from '../../config-sessions.js';
import type { Logger } from '../../logger.js';
import type { Settings } from '../settings.js';
import { Gate } from './gate.js';
import { Lockout } from './lockout.js';
import { type CheckContext, LogonCheck, type LogonOrigin, type LogonProof } from './logon-check.js';
import type { PasswordHash } from './password.js';
import { RefusalLog } from './refusal-log.js';
import { decoyKey } from './signature.js';
import { SignedTimes } from './signed-times.js';
import { Turns } from './turns.js';

export class Access implements CheckContext {
  readonly lockout: Lockout;
  readonly signedTimes: SignedTimes;
  decoys: CheckContext['decoys'] = { password: null, key: null };
  private readonly turns: Turns;
  private readonly log: RefusalLog;
  /** Of the sessions that `gates` are made of; undefined: of none yet. */
  private loaded: readonly SessionConfig[] | null | undefined;
  private gates: ReadonlyMap<string, Gate> = new Map();
  private asksAny = false;

  constructor(
    private readonly settings: Settings,
    limits: Limits,
    private readonly clock: Clock,
    logger: Pick<Logger, 'warn'>,
  ) {
    this.lockout = new Lockout(limits);
    this.signedTimes = new SignedTimes(clock.nowUs());
    this.turns = new Turns(limits.fixLogonChecks, limits.fixLogonsWaiting);
    this.log = new RefusalLog(logger);
    this.load();
  }

  nowUs(): number {
    return this.clock.nowUs();
  }

  /** Checks that are under way or wait for their turn. */
  get checks(): number {
    return this.turns.count;
  }

  /** Begins to check a Logon's credentials. @param whenDone called once the verdict is there, unless it is there at once or abandoned */
  check(senderCompId: string, proof: LogonProof, origin: LogonOrigin, whenDone: () => void): LogonCheck {
    const gate = this.gateOf(senderCompId);
    const host = hostOf(origin.remoteAddress);
    const check = new LogonCheck(this, senderCompId, host, gate, proof, origin.peer, whenDone);
    // where nobody is asked who he is there is nothing to guess; else an unknown SenderCompID is treated as one that is known
    if (!this.asksAny || gate?.asksCredentials === false) return check.settle('');
    const locked = this.lockout.whyLocked(host, senderCompId, this.nowUs());
    if (locked !== '') return check.settle(locked);
    // without a password there is nothing to wait for
    if (proof.password === null) void check.run();
    else if (!this.turns.enter(check)) return check.settle('too many Logons wait to be checked');
    return check;
  }

  abandon(check: LogonCheck): void {
    this.turns.leave(check);
    check.abandon();
  }

  /** Why a session may not log on from there now; ''. */
  whyNotNow(senderCompId: string, remoteAddress: string): string {
    return this.gateOf(senderCompId)?.whyNotNow(remoteAddress, this.nowUs()) ?? '';
  }

  /** Why a session may not be logged on from there, whatever the time; ''. */
  whyNotFrom(senderCompId: string, remoteAddress: string): string {
    return this.gateOf(senderCompId)?.whyNotFrom(remoteAddress) ?? '';
  }

  /** When a session that is logged on now has to leave; Infinity: it need not, 0: already. */
  openUntilUs(senderCompId: string): number {
    const schedule = this.gateOf(senderCompId)?.schedule ?? null;
    return schedule === null ? Infinity : (schedule.windowAt(this.nowUs())?.endUs ?? 0);
  }

  /** When the present window of a session began whose numbers start again with each; 0: of another session. */
  windowStartUs(senderCompId: string): number {
    const gate = this.gateOf(senderCompId);
    return gate?.resetsWithWindow === true ? (gate.schedule?.windowStartUs(this.nowUs()) ?? 0) : 0;
  }

  /** A line for the venue's log, as far as there are not too many. */
  refused(remoteAddress: string, line: string): void {
    this.log.warn(remoteAddress, this.nowUs(), line);
  }

  private gateOf(senderCompId: string): Gate | undefined {
    if (this.settings.all !== this.loaded) this.load();
    return this.gates.get(senderCompId);
  }

  private load(): void {
    const sessions = this.settings.all;
    this.loaded = sessions;
    this.gates = new Map(sessions?.map((session) => [session.senderCompId, new Gate(session)]));
    const gates = [...this.gates.values()];
    this.asksAny = gates.some((gate) => gate.asksCredentials);
    this.decoys = { password: decoyPassword(gates), key: gates.some((gate) => gate.key !== null) ? decoyKey() : null };
    this.signedTimes.keepOnly((senderCompId) => this.gates.get(senderCompId)?.key != null);
  }
}

/** As costly as the costliest. */
function decoyPassword(gates: readonly Gate[]): PasswordHash | null {
  let costliest: PasswordHash | null = null;
  for (const { password } of gates) if ((password?.cost ?? 0) > (costliest?.cost ?? 0)) costliest = password;
  return costliest?.decoy() ?? null;
}

/**
 * One Logon's credentials under check. The work depends on what was sent, not on who is known: a password costs one scrypt and a
 * signature one verification, if need be against decoys, so that time does not tell an unknown SenderCompID from a wrong password.
 */
import type { PeerCertificate } from '../../net.js';
import type { Gate } from './gate.js';
import type { Lockout } from './lockout.js';
import type { PasswordHash } from './password.js';
import { isSigned } from './signature.js';
import type { SignedTimes } from './signed-times.js';
import type { Job } from './turns.js';

/** What a Logon says of who sent it. It is never shown, and not kept beyond the check. */
export interface LogonProof {
  /** Password(554) as it was sent; null: none. Wiped after the check. */
  password: Uint8Array | null;
  /** RawData(96); null: none. */
  signature: string | null;
  /** What the signature must be over: see signature.ts. */
  signedText: string;
  /** SendingTime. */
  sentUs: number;
}

/** Where a Logon came from. */
export interface LogonOrigin {
  readonly remoteAddress: string;
  readonly peer: PeerCertificate | null;
}

/** What the checks of one configuration share. */
export interface CheckContext {
  readonly lockout: Lockout;
  readonly signedTimes: SignedTimes;
  /** Stand for what an unknown session does not have; null: no session has one. */
  readonly decoys: { password: PasswordHash | null; key: Parameters<typeof isSigned>[2] | null };
  nowUs(): number;
}

export class LogonCheck implements Job {
  /** Why the credentials are refused; '': they are right, or none are asked for; null: not known yet. */
  verdict: string | null = null;
  private isAbandoned = false;
  private isRunning = false;

  /** @param gate undefined: there is no such session */
  constructor(
    private readonly context: CheckContext,
    private readonly senderCompId: string,
    private readonly host: string,
    private readonly gate: Gate | undefined,
    private readonly proof: LogonProof,
    private readonly peer: PeerCertificate | null,
    private readonly whenDone: () => void,
  ) {}

  settle(verdict: string): this {
    this.wipe();
    this.verdict = verdict;
    return this;
  }

  /** Nobody waits for the verdict any more. What is under way goes on, and counts. */
  abandon(): void {
    this.isAbandoned = true;
    if (!this.isRunning) this.wipe();
  }

  async run(): Promise<void> {
    if (this.isAbandoned) return;
    this.isRunning = true;
    this.settle(await this.check());
    if (!this.isAbandoned) this.whenDone();
  }

  private wipe(): void {
    this.proof.password?.fill(0);
  }

  private async check(): Promise<string> {
    const { context, host, senderCompId } = this;
    // while it waited for its turn others may have failed
    const locked = context.lockout.whyLocked(host, senderCompId, context.nowUs());
    if (locked !== '') return locked;
    const attempt = context.lockout.begin(host, senderCompId, context.nowUs());
    if (attempt === null) return 'as many Logons from there are being checked as may be wrong';
    const signature = this.whyNotSignature();
    const password = await this.whyNotPassword();
    const fault =
      this.gate === undefined
        ? 'the SenderCompID is not configured'
        : this.gate.whyNotCertificate(this.peer) || signature || password;
    if (fault === '') attempt.succeeded();
    else attempt.failed(context.nowUs());
    return fault;
  }

  private whyNotSignature(): string {
    const { gate, proof, context } = this;
    const key = gate?.key ?? context.decoys.key;
    const isRight = proof.signature !== null && key !== null && isSigned(proof.signedText, proof.signature, key);
    if (gate === undefined || gate.key === null) return '';
    if (proof.signature === null) return 'expected a signature in RawData, got none';
    return isRight ? context.signedTimes.take(this.senderCompId, proof.sentUs) : 'the signature in RawData is wrong';
  }

  private async whyNotPassword(): Promise<string> {
    const { gate, proof, context } = this;
    const hash = gate?.password ?? context.decoys.password;
    let fault = 'the Password is wrong';
    try {
      if (proof.password !== null && hash !== null && (await hash.fits(proof.password))) fault = '';
    } catch (error) {
      fault = `the Password cannot be checked: ${(error as Error).message}`;
    }
    if (gate === undefined || gate.password === null) return '';
    return proof.password === null ? 'expected a Password, got none' : fault;
  }
}

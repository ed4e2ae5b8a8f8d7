/**
 * Who has given wrong credentials too often. Counted are pairs of an address and a SenderCompID, so that nobody can lock out a broker
 * that comes from elsewhere, and each address over all SenderCompIDs, at ten times as many. A check under way counts as a failure until
 * it is not one: what comes at the same time is not checked beyond the limit either.
 */
import { OldestOut } from './oldest-out.js';

/** Of one address over all SenderCompIDs. */
const ADDRESS_FACTOR = 10;

/** Failures of one pair, or of one address. */
class Failures {
  /** When they were, within the last `forMs`; oldest first. */
  private readonly atUs: number[] = [];
  private underWay = 0;
  private lockedUntilUs = 0;

  constructor(
    private readonly max: number,
    private readonly forUs: number,
  ) {}

  isLocked(nowUs: number): boolean {
    return nowUs < this.lockedUntilUs;
  }

  /** Whether one more may be checked. */
  hasRoom(nowUs: number): boolean {
    this.dropOld(nowUs);
    return this.atUs.length + this.underWay < this.max;
  }

  begin(): void {
    this.underWay++;
  }

  succeed(): void {
    this.underWay--;
  }

  fail(nowUs: number): void {
    this.underWay--;
    this.dropOld(nowUs);
    this.atUs.push(nowUs);
    if (this.atUs.length < this.max) return;
    this.lockedUntilUs = nowUs + this.forUs;
    this.forget();
  }

  forget(): void {
    this.atUs.length = 0;
  }

  private dropOld(nowUs: number): void {
    while (this.atUs.length > 0 && nowUs - this.atUs[0] >= this.forUs) this.atUs.shift();
  }
}

/** One check of credentials, which ends one way or the other. */
export interface Attempt {
  succeeded(): void;
  failed(nowUs: number): void;
}

export interface LockoutLimits {
  fixLogonFailures: number;
  fixLockoutMs: number;
  fixLockoutEntries: number;
}

export class Lockout {
  private readonly pairs: OldestOut<Failures>;
  private readonly addresses: OldestOut<Failures>;

  constructor(private readonly limits: LockoutLimits) {
    const { fixLogonFailures: max, fixLockoutMs, fixLockoutEntries: entries } = limits;
    const forUs = fixLockoutMs * 1000;
    this.pairs = new OldestOut(entries, () => new Failures(max, forUs));
    this.addresses = new OldestOut(entries, () => new Failures(max * ADDRESS_FACTOR, forUs));
  }

  /** Why credentials are not even looked at; '': they are. @param host as hostOf() says */
  whyLocked(host: string, compId: string, nowUs: number): string {
    const { fixLogonFailures: max, fixLockoutMs: ms } = this.limits;
    const after = (n: number, whose: string) => `locked out for ${ms} ms after ${n} refused Logons ${whose}`;
    if (this.addresses.peek(host)?.isLocked(nowUs)) return after(max * ADDRESS_FACTOR, 'from this address');
    if (this.pairs.peek(pairOf(host, compId))?.isLocked(nowUs)) return after(max, 'of this SenderCompID from this address');
    return '';
  }

  /** Before a check; null: as many are under way as may still fail. */
  begin(host: string, compId: string, nowUs: number): Attempt | null {
    const address = this.addresses.use(host);
    const pair = this.pairs.use(pairOf(host, compId));
    if (!address.hasRoom(nowUs) || !pair.hasRoom(nowUs)) return null;
    address.begin();
    pair.begin();
    return {
      succeeded() {
        address.succeed();
        pair.succeed();
        pair.forget(); // those of the address stay: whoever has one good password may still guess at others
      },
      failed(atUs) {
        address.fail(atUs);
        pair.fail(atUs);
      },
    };
  }
}

/** A CompID has no spaces, nor has an address. */
function pairOf(host: string, compId: string): string {
  return `${host} ${compId}`;
}

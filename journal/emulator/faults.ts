/**
 * Faults on demand. A fault is a rule that the next requests (or deliveries) meet, a number of times or until cleared;
 * tests add them through the object, a shell through the control endpoint. Chance is seeded, so a run can be repeated.
 */
import { AwsError } from './aws-error.js';
import { generator } from './random.js';

export const FAULT_KINDS = [
  'throttle', // refused: Firehose 'Slow down.', S3 503 SlowDown
  'partial', // a 200 in which a fraction of the records failed
  'loseReply', // done, but the connection is cut before the reply
  'outage', // the connection is cut before anything is done
  'hang', // nothing is done and no reply comes, until the client gives up
  'duplicate', // accepted records are kept twice
  'reorder', // the records of an object are shuffled
  'holdDelivery', // accepted records stay undelivered
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const FAULT_SERVICES = ['firehose', 's3'] as const;
export type FaultService = (typeof FAULT_SERVICES)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly service: FaultService;
  /** How many requests it still meets; null: until cleared. */
  count: number | null;
  /** For `partial`: the share of records that fail, 0 to 1. */
  readonly fraction: number;
}

export class Faults {
  private rules: Fault[] = [];
  /** A number from 0 to 1 of the seeded sequence. */
  readonly random: () => number;

  constructor(seed = 1) {
    this.random = generator(seed);
  }

  add(kind: FaultKind, options: { service?: FaultService; count?: number | null; fraction?: number } = {}): void {
    const { service = 'firehose', count = null, fraction = 0.5 } = options;
    if (count !== null && !(Number.isInteger(count) && count > 0)) {
      throw new AwsError(400, 'InvalidFault', `count: expected a whole number from 1, or null for ever, got ${count}`);
    }
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new AwsError(400, 'InvalidFault', `fraction: expected 0 to 1, got ${fraction}`);
    }
    this.rules.push({ kind, service, count, fraction });
  }

  /** Takes away the faults of one kind, or all. */
  clear(kind?: FaultKind): void {
    this.rules = kind === undefined ? [] : this.rules.filter((rule) => rule.kind !== kind);
  }

  list(): readonly Fault[] {
    return this.rules;
  }

  /** The first fault of this kind that is in force; using it counts. */
  take(kind: FaultKind, service: FaultService = 'firehose'): Fault | null {
    const rule = this.rules.find((candidate) => candidate.kind === kind && candidate.service === service);
    if (!rule) return null;
    if (rule.count !== null && --rule.count === 0) this.rules = this.rules.filter((other) => other !== rule);
    return rule;
  }

  shuffle<T>(items: T[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = Math.floor(this.random() * (i + 1));
      [items[i], items[j]] = [items[j]!, items[i]!];
    }
  }
}

/** A fault from the control endpoint's JSON. */
export function addFaultFrom(faults: Faults, body: unknown): void {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const kind = FAULT_KINDS.find((known) => known === given['kind']);
  const service = FAULT_SERVICES.find((known) => known === (given['service'] ?? 'firehose'));
  if (!kind || !service) {
    throw new AwsError(
      400,
      'InvalidFault',
      `expected {"kind":"${FAULT_KINDS.join('|')}","service":"${FAULT_SERVICES.join('|')}","count":N|null,"fraction":0..1}, got ${JSON.stringify(body)}`,
    );
  }
  faults.add(kind, {
    service,
    count: given['count'] === undefined || given['count'] === null ? null : Number(given['count']),
    fraction: given['fraction'] === undefined ? 0.5 : Number(given['fraction']),
  });
}

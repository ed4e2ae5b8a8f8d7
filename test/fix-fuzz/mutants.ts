/**
 * What a hostile counterparty sends next. A batch has one temper: valid messages with faults, faults that are mostly not repaired (garbled),
 * or sound messages of the session layer under the wrong numbers.
 */
import type { Random } from '../../gateway/demo/random.js';
import { mutateBytes, mutateFields, mutateLength, randomBytes, repair, type Tagged } from './mutate.js';
import type { Moment, Samples } from './samples.js';
import { toWire } from './valid-message.js';

const TEMPERS = ['faults', 'faults', 'garbled', 'numbers'] as const;
const SESSION_TYPES = ['0', '1', '1', '2', '2', '4', '4', '4', 'D', 'F', 'A'];

/** What the counterparty knows: the number that is expected of it, and its time as FIX writes it. */
export interface Known {
  next: number;
  time: string;
}

export class Mutants {
  private ids = 0;
  private readonly temper: (typeof TEMPERS)[number];

  /** @param name what ClOrdIDs begin with */
  constructor(
    private readonly samples: Samples,
    private readonly random: Random,
    private readonly name: string,
  ) {
    this.temper = TEMPERS[random.below(TEMPERS.length)];
  }

  /** A message that is none quite; now and then several at once. */
  make(known: Known): string {
    const { random } = this;
    let text = this.one(known, 0);
    if (random.below(8) === 0) for (let n = 1 + random.below(3); n > 0; n--) text += this.one(known, n);
    return text;
  }

  /** A Logon that opens a connection, as it should be in a third of the cases. */
  makeLogon(logons: Samples, known: Known): string {
    const { random } = this;
    const fields = tagged(logons.of('A', this.moment({ ...known, next: 1 }, 0)));
    if (random.below(2) === 0) fields.push({ tag: '141', value: 'Y' });
    for (let n = random.below(3); n > 0; n--) mutateFields(random, fields, logons.any(random, this.moment(known, 0)));
    let text = this.wire(fields);
    for (let n = random.below(3); n > 0; n--) text = repair(random, mutateBytes(random, text, this.sample(known)));
    return text;
  }

  /** A Logout as it should be. */
  makeLogout({ next, time }: Known): string {
    return toWire(this.beginString, this.samples.of('5', { seqNum: next, time, id: '', previousId: '' }));
  }

  private get beginString(): string {
    return this.samples.dialect.beginString;
  }

  /** @param ahead how many numbers beyond the one that is expected */
  private one(known: Known, ahead: number): string {
    const { random, samples, temper } = this;
    if (random.below(40) === 0) return randomBytes(random, 1 + random.below(300));
    if (temper === 'numbers' && random.below(4) > 0) return this.wire(this.misnumbered(known, ahead));
    const fields = tagged(samples.any(random, this.moment(known, ahead)));
    for (let n = random.below(3); n > 0; n--) {
      if (random.below(2) === 0) mutateFields(random, fields, samples.any(random, this.moment(known, 0)));
    }
    const whole = this.wire(fields);
    const text = random.below(20) === 0 ? mutateLength(random, whole) : whole;
    const faults = temper === 'garbled' ? 1 + random.below(2) : Math.max(0, random.below(4) - 1);
    return faults === 0 ? text : this.damaged(text, faults, known);
  }

  private damaged(text: string, faults: number, known: Known): string {
    const { random, temper } = this;
    for (let n = faults; n > 0; n--) text = mutateBytes(random, text, this.sample(known));
    return temper === 'garbled' && random.below(4) > 0 ? text : repair(random, text);
  }

  /** Gap fills, resets, duplicates and requests around the number that is expected. */
  private misnumbered(known: Known, ahead: number): Tagged[] {
    const { random, samples } = this;
    const near = () => Math.max(0, known.next + ahead + random.below(8) - 3);
    const seqNum = random.below(2) === 0 ? known.next + ahead : near();
    const fields = tagged(samples.of(SESSION_TYPES[random.below(SESSION_TYPES.length)], { ...this.moment(known, 0), seqNum }));
    for (const field of fields) {
      if (field.tag === '36') field.value = String(near());
      if (field.tag === '123' && random.below(3) === 0) field.value = 'N';
      if (field.tag === '7' || field.tag === '16') field.value = String(random.below(12));
    }
    if (random.below(3) === 0) fields.splice(5, 0, { tag: '43', value: 'Y' });
    if (random.below(3) === 0) fields.splice(5, 0, { tag: '122', value: known.time });
    return fields;
  }

  private sample(known: Known): string {
    return toWire(this.beginString, this.samples.any(this.random, this.moment(known, 0)));
  }

  /** The number is the right one most of the time. */
  private moment({ next, time }: Known, ahead: number): Moment {
    const { random, name } = this;
    const roll = random.below(20);
    const off = roll < 16 ? ahead : roll < 18 ? 1 + random.below(3) : -1 - random.below(3);
    const id = this.ids++;
    return { seqNum: Math.max(0, next + off), time, id: `${name}-${id}`, previousId: `${name}-${id - 1}` };
  }

  private wire(fields: readonly Tagged[]): string {
    return toWire(
      this.beginString,
      fields.map(({ tag, value }) => [tag, value]),
    );
  }
}

function tagged(fields: readonly (readonly [tag: number, value: string])[]): Tagged[] {
  return fields.map(([tag, value]) => ({ tag: String(tag), value }));
}

/** Whole, cut once, or in crumbs. */
export function pieces(random: Random, text: string): string[] {
  const roll = random.below(10);
  if (roll < 7) return [text];
  if (roll < 9) {
    const at = random.below(text.length + 1);
    return [text.slice(0, at), text.slice(at)];
  }
  const cut: string[] = [];
  for (let at = 0; at < text.length; ) {
    const size = cut.length === 59 ? text.length : 1 + random.below(12);
    cut.push(text.slice(at, at + size));
    at += size;
  }
  return cut;
}

/** What a step awaits: which messages are still missing, and how one that came instead is told. */
import type { Decoder } from '../decode.js';
import type { ExpectStep, Pattern } from './case.js';
import { differences, matches, type Wanted, wanted, words } from './match.js';
import type { Received } from './message.js';
import { Failure } from './outcome.js';

export class Expectation {
  /** Each with its alternatives. */
  private readonly missing: Wanted[][];
  private readonly passing: Wanted[];
  private readonly instead: Wanted | null;

  constructor(
    private readonly step: ExpectStep,
    private readonly decoder: Decoder,
    expand: (text: string) => string,
  ) {
    const fill = (pattern: Pattern) => wanted(pattern, decoder, expand);
    this.missing = step.all.map((alternatives) => alternatives.map(fill));
    this.passing = (step.passing ?? []).map(fill);
    this.instead = step.orSkip === undefined ? null : fill(step.orSkip[0]);
  }

  get isMet(): boolean {
    return this.missing.length === 0;
  }

  /** Whether it is one of those that are missing; it then no longer is. */
  take(message: Received): boolean {
    const found = this.missing.findIndex((alternatives) => this.isOneOf(message, alternatives));
    if (found >= 0) this.missing.splice(found, 1);
    return found >= 0;
  }

  mayPass(message: Received): boolean {
    return this.isOneOf(message, this.passing);
  }

  /** Why the case is skipped after this message; undefined when it is not. */
  skips(message: Received): string | undefined {
    return this.instead !== null && matches(message, this.instead, this.decoder) ? this.step.orSkip?.[1] : undefined;
  }

  awaitsType(msgType: string): boolean {
    return this.missing.flat().some((one) => one.msgType === msgType);
  }

  get words(): string {
    return this.missing.map((one) => one.map((w) => words(w, this.decoder)).join(', or ')).join('; and ');
  }

  /** @param line the message, decoded */
  failure(message: Received, line: string): Failure {
    const near = this.missing
      .flat()
      .filter(({ msgType }) => msgType === message.msgType)
      .map((one) => differences(message, one, this.decoder))
      .sort((a, b) => a.length - b.length)
      .at(0);
    return new Failure(this.words, near === undefined ? line : `with ${near.join(', ')}: ${line}`);
  }

  private isOneOf(message: Received, alternatives: readonly Wanted[]): boolean {
    return alternatives.some((one) => matches(message, one, this.decoder));
  }
}

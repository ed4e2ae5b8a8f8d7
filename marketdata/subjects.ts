/**
 * NATS subjects. The last token is always what the message is about; a token holds none of `.`, `*`, `>` and space, so those of
 * a symbol become `_` by the engine's rule (BRK.B is BRK_B). Two symbols with one token would share a subject: refused
 * (the engine refuses the listing; here it is an error). Firms are not listed by hand, so one whose token is taken gets its
 * number behind it: no firm ever reads another's fills.
 *
 *   md.v1.<mic>.<class>.<symbol>     class: trade, bbo, l2, status, ref
 *   md.v1.<mic>.hb.<partition>
 *   ord.v1.<firm>.exec.<symbol>      fills, for the firm
 *   svc.md.v1.snapshot.<symbol>      asks for the book's snapshot
 */
import { subjectToken } from '../engine/instruments.js';
import { MarketDataError } from './errors.js';
import { FeedClass, type FeedClassName } from './messages.js';

export const SNAPSHOT_SUBJECT = 'svc.md.v1.snapshot';

/** The subjects of one venue, made once for each instrument and each firm and symbol that trade. */
export class Subjects {
  private readonly prefix: string;
  private readonly byInstrument: string[][] = [];
  private readonly tokens: string[] = [];
  private readonly instrumentByToken = new Map<string, number>();
  private readonly firmToken: string[] = [];
  private readonly firmTokens = new Set<string>();
  private readonly fills: string[][] = [];

  constructor(mic: string) {
    this.prefix = `md.v1.${mic}`;
  }

  /** Makes the subjects of an instrument. Throws if its token is another's. */
  addInstrument(instrument: number, symbol: string): void {
    const token = subjectToken(symbol);
    const owner = this.instrumentByToken.get(token) ?? instrument;
    if (owner !== instrument) {
      throw new MarketDataError(
        'SUBJECT_COLLIDES',
        `symbol ${symbol}: expected a subject of its own, got ${token}, which is another symbol's: rename it`,
      );
    }
    this.instrumentByToken.set(token, instrument);
    this.tokens[instrument] = token;
    const subjects: string[] = [];
    for (const name of Object.keys(FeedClass) as FeedClassName[]) subjects[FeedClass[name]] = `${this.prefix}.${name}.${token}`;
    this.byInstrument[instrument] = subjects;
  }

  addFirm(participant: number, name: string): void {
    if (this.firmToken[participant] !== undefined) return;
    let token = subjectToken(name);
    while (this.firmTokens.has(token)) token += `-${participant}`;
    this.firmTokens.add(token);
    this.firmToken[participant] = token;
    this.fills[participant] = [];
  }

  token(instrument: number): string {
    return this.tokens[instrument];
  }

  /** The instrument whose token this is, or -1. */
  instrumentOf(token: string): number {
    return this.instrumentByToken.get(token) ?? -1;
  }

  of(feedClass: number, instrument: number): string {
    return this.byInstrument[instrument][feedClass];
  }

  exec(participant: number, instrument: number): string {
    const known = this.fills[participant];
    known[instrument] ??= `ord.v1.${this.firmToken[participant]}.exec.${this.tokens[instrument]}`;
    return known[instrument];
  }

  heartbeat(partition: number): string {
    return `${this.prefix}.hb.${partition}`;
  }
}

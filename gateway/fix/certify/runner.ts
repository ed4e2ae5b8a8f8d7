/**
 * Runs cases against a venue, one after the other, each over connections of its own on one session. Cleans up after each: open orders are
 * cancelled, the session is logged out. It is a client over the wire and knows nothing of the venue but what it says.
 */
import { Decoder } from '../decode.js';
import type { Dialect } from '../dialect/dialect.js';
import type { Case } from './case.js';
import { listCase, logonCase, type MarketOptions, marketOf } from './market.js';
import type { Received } from './message.js';
import { OpenOrders } from './open-orders.js';
import { Failure, type Result, Skip } from './outcome.js';
import { Peer, type PeerTerms } from './peer.js';
import { rules } from './rules.js';
import { Steps } from './steps.js';
import { Transcript } from './transcript.js';
import { type Market, type Numbers, timestamp, Variables } from './variables.js';

export interface RunOptions extends Omit<PeerTerms, 'dialect'> {
  /** As people call it. */
  versionName: string;
  dialect: Dialect;
  /** Each case begins with ResetSeqNumFlag(141)=Y; else the numbers go on. */
  reset: boolean;
  beatS: number;
  market: MarketOptions;
  numbers: Numbers;
  /** After each case: the numbers may be written down. */
  onCase(result: Result): void;
}

const LOGON_TRIES = 20;
const CLEAN_UP_MS = 2000;

export class Runner {
  readonly orders = new OpenOrders();
  private readonly decoder: Decoder;
  private readonly transcript: Transcript;
  private readonly execIds = new Set<string>();
  /** Rules that some message was about. */
  private readonly judged = new Set<string>();
  /** By rule: what broke it first. */
  private readonly broken = new Map<string, { fault: string; line: string }>();
  private readonly idPrefix = (Date.now() % 86_400_000).toString(36);
  private count = 0;
  private market: Market | null = null;
  /** Why there is no market to trade in, once prepared; '' when there is one. */
  noMarket = '';
  private stopped = false;

  constructor(private readonly options: RunOptions) {
    this.decoder = new Decoder(options.dialect);
    this.transcript = new Transcript(this.decoder, options.sender, options.target);
  }

  /** Logs on once and finds a market. Null, or the failure: then nothing else can be run. */
  async prepare(): Promise<Result | null> {
    const { market } = this.options;
    const { result, wasUp } = await this.runCase(logonCase, 1);
    if (!wasUp) return result;
    const isGiven = market.symbol !== undefined && market.price !== undefined;
    const list = isGiven ? undefined : (await this.runCase(listCase, LOGON_TRIES)).steps.received('list');
    const found = marketOf(market, list);
    if (typeof found === 'string') this.noMarket = found;
    else this.market = found;
    return null;
  }

  /** Ends the run after the case that is running. */
  stop(): void {
    this.stopped = true;
  }

  /** Those of the cases that the version has, and what held of all messages meanwhile. */
  async run(cases: readonly Case[]): Promise<Result[]> {
    const results: Result[] = [];
    const { version } = this.options.dialect;
    for (const one of cases) {
      if (this.stopped) break;
      if (one.versions !== undefined && !one.versions.includes(version)) continue;
      const { result } = await this.runCase(one, LOGON_TRIES);
      results.push(result);
      this.options.onCase(result);
    }
    for (const result of this.judgement()) {
      results.push(result);
      this.options.onCase(result);
    }
    return results;
  }

  private async runCase(one: Case, logonTries: number): Promise<{ result: Result; steps: Steps; wasUp: boolean }> {
    const { options, decoder, transcript, orders } = this;
    const { version } = options.dialect;
    const startMs = performance.now();
    const result: Result = { version: options.versionName, id: one.id, proves: one.proves, result: 'pass', ...NOTHING, ms: 0 };
    transcript.clear();
    const variables = new Variables(options.dialect, this.market, options.numbers, `${this.idPrefix}-${++this.count}`, {});
    const steps = new Steps({
      ...{ decoder, transcript, orders, variables, logonTries },
      ...{ limitMs: options.limitMs, beatS: options.beatS, reset: options.reset },
      optional: one.optional === true || (one.optional ?? []).includes(version),
      newPeer: () => this.newPeer(),
    });
    let wasUp = false;
    try {
      this.skipIfNotFor(one);
      await steps.run(one.steps);
    } catch (error) {
      if (error instanceof Skip) Object.assign(result, { result: 'skip', reason: error.reason });
      else if (error instanceof Failure) {
        const { expected, came } = error;
        Object.assign(result, { result: 'FAIL', expected, came, messages: transcript.all });
      } else throw error;
    } finally {
      wasUp = steps.peers.get('main')?.isUp === true;
      await this.cleanUp(steps);
    }
    result.ms = Math.round(performance.now() - startMs);
    return { result, steps, wasUp };
  }

  private skipIfNotFor({ needs }: Case): void {
    if (needs === 'market' && this.market === null) throw new Skip(this.noMarket);
    if (needs === 'reset' && !this.options.reset) throw new Skip('it resets the numbers: only with --reset');
  }

  private newPeer(): Peer {
    const { options, transcript } = this;
    return new Peer(options, options.numbers, {
      sent: (text) => transcript.add('out', text),
      received: ({ text }) => transcript.add('in', text),
      judge: (message, numberFault) => this.judge(message, numberFault),
    });
  }

  // ---- cleaning up

  /** Cancels what is open and ends all connections; as far as the venue plays along. */
  private async cleanUp({ peers }: Steps): Promise<void> {
    const main = peers.get('main');
    if (main?.isUp) await this.cancelAll(main);
    for (const peer of peers.values()) await peer.close();
  }

  private async cancelAll(peer: Peer): Promise<void> {
    const { orders } = this;
    const cancels = new Map<string, string>();
    for (const { clOrdId, symbol, side, qty } of orders.all) {
      const id = `${this.idPrefix}-${++this.count}x`;
      cancels.set(id, clOrdId);
      const time = `60=${timestamp(Date.now())}`;
      peer.send('F', [`41=${clOrdId}`, `11=${id}`, `55=${symbol}`, `54=${side}`, time, `38=${qty}`].join('\x01'));
    }
    const untilMs = performance.now() + CLEAN_UP_MS;
    while (cancels.size > 0 && orders.all.length > 0) {
      const message = await peer.next(untilMs);
      if (typeof message === 'string') return;
      orders.take(message);
      if (message.msgType === '9') orders.gone(cancels.get(message.get(11) ?? '') ?? '');
      peer.owes(message);
    }
  }

  // ---- rules that hold of all messages

  private judge(message: Received, numberFault: string): void {
    const { dialect, sender, target } = this.options;
    const context = { dialect, sender, target, numberFault, execIds: this.execIds };
    for (const rule of message.fault === '' ? rules : rules.slice(0, 1)) {
      const fault = rule.fault(message, context);
      if (fault !== undefined) this.judged.add(rule.id);
      if (typeof fault !== 'string' || this.broken.has(rule.id)) continue;
      this.broken.set(rule.id, { fault, line: this.transcript.line(message.text) });
    }
  }

  private judgement(): Result[] {
    return rules.map(({ id, proves }) => {
      const broken = this.broken.get(id);
      const base = { version: this.options.versionName, id, proves, ...NOTHING, ms: 0 };
      if (!this.judged.has(id)) return { ...base, result: 'skip', reason: 'no such message came' };
      if (broken === undefined) return { ...base, result: 'pass' };
      return { ...base, result: 'FAIL', expected: proves, came: broken.fault, messages: [`in  ${broken.line}`] };
    });
  }
}

const NOTHING = { expected: '', came: '', reason: '', messages: [] as string[] };

/** Carries out the steps of one case, over as many connections as it opens. Throws Failure or Skip where it ends early. */
import type { Decoder } from '../decode.js';
import type { ExpectStep, LogonStep, SendStep, Step } from './case.js';
import { Expectation } from './expectation.js';
import { type Received, SOH } from './message.js';
import type { OpenOrders } from './open-orders.js';
import { Failure, Skip } from './outcome.js';
import type { Peer } from './peer.js';
import type { Transcript } from './transcript.js';
import type { Variables } from './variables.js';

export interface StepContext {
  decoder: Decoder;
  variables: Variables;
  transcript: Transcript;
  orders: OpenOrders;
  limitMs: number;
  /** HeartBtInt of cases that wait for heartbeats. */
  beatS: number;
  /** The first Logon of the case resets the numbers. */
  reset: boolean;
  /** A venue may take a moment to see that the last connection is gone. */
  logonTries: number;
  /** What the case asks for may be unsupported. */
  optional: boolean;
  newPeer(): Peer;
}

const HEART_BT_INT_S = 30;
const TRY_AGAIN_MS = 100;
/** What a venue may say at any time: nothing that a case is about, unless it awaits it. */
const UNASKED = new Set(['B', 'f', 'h', 'W', 'X', 'N']);
/** Where a case awaits one of these, another of its type is not it. */
const GAPS = new Set(['2', '4']);
/** ExecType: PendingNew, PendingCancel, PendingReplace. */
const PENDING = new Set(['A', '6', 'E']);
/** May differ in a message that is sent again. */
const OF_THE_SENDING = new Set([9, 10, 43, 52, 122, 369]);

export class Steps {
  readonly peers = new Map<string, Peer>();
  private readonly kept = new Map<string, Received>();
  private reset: boolean;
  /** Of the last message sent. */
  private lastMsgType = '';

  constructor(private readonly context: StepContext) {
    this.reset = context.reset;
    const { version, credentials } = context.newPeer().logonParts;
    context.variables.set('version', version);
    context.variables.set('credentials', credentials);
    context.variables.set('logon', this.logonBody(HEART_BT_INT_S, false));
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.step(step);
  }

  private async step(step: Step): Promise<void> {
    switch (step.do) {
      case 'open':
        return this.open(step.on);
      case 'logon':
        return this.logon(step);
      case 'send':
        return this.send(step);
      case 'bytes':
        return this.peer(step.on).write(this.expand(step.text));
      case 'expect':
        return this.expect(step);
      case 'again':
        return this.again(step.of, step.on);
      case 'ended':
        return this.ended(step.allow, step.beats, step.on);
      case 'drop':
        return this.peer(step.on).cut();
      case 'logout':
        return this.logout(step.on);
    }
  }

  /** A message that a step has kept. */
  received(as: string): Received | undefined {
    return this.kept.get(as);
  }

  private expand(text: string): string {
    return this.context.variables.expand(text);
  }

  private peer(on = 'main'): Peer {
    const peer = this.peers.get(on);
    if (peer === undefined) throw new Error(`certify: a step uses the connection ${on}, which is not open`);
    return peer;
  }

  private async open(on = 'main'): Promise<void> {
    const peer = this.context.newPeer();
    this.peers.set(on, peer);
    try {
      await peer.open();
    } catch (error) {
      throw new Failure('a connection', (error as Error).message);
    }
  }

  // ---- logging on and out

  private async logon({ heartBtInt, catchUp, on }: LogonStep): Promise<void> {
    const { beatS, limitMs } = this.context;
    for (let tries = 1; ; tries++) {
      await this.open(on);
      const peer = this.peer(on);
      const { nextIn, nextOut } = peer.numbers;
      if (this.reset) peer.numbers.nextOut = peer.numbers.nextIn = 1;
      peer.send('A', this.logonBody(heartBtInt === 'beat' ? beatS : HEART_BT_INT_S, this.reset));
      const answer = await peer.next(performance.now() + limitMs);
      if (typeof answer !== 'string' && answer.fault === '' && answer.msgType === 'A') {
        this.reset = false;
        if (catchUp) await this.catchUp(peer);
        return;
      }
      await peer.cut();
      if (answer !== 'closed') throw this.unexpected('Logon(A)', answer);
      Object.assign(peer.numbers, { nextIn, nextOut }); // it was not taken
      if (tries === this.context.logonTries) throw this.unexpected('Logon(A)', answer);
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }

  private logonBody(heartBtIntS: number, reset: boolean): string {
    return this.expand(`98=0|108=${heartBtIntS}${reset ? '|141=Y' : ''}{version}{credentials}`);
  }

  /** Takes what was sent to connections before this one. */
  private async catchUp(peer: Peer): Promise<void> {
    const untilMs = performance.now() + this.context.limitMs;
    while (peer.isCatchingUp) {
      const message = await peer.next(untilMs);
      const isEnd = typeof message === 'string' || message.fault !== '' || message.msgType === '5';
      if (isEnd) throw this.unexpected('what was missed, sent again', message);
      peer.owes(message);
      this.context.orders.take(message);
    }
  }

  private async logout(on?: string): Promise<void> {
    await this.expect({ do: 'expect', all: [[{ msgType: '5', fields: '' }]], on }, () => this.peer(on).send('5', ''));
    await this.peer(on).cut();
  }

  private send({ msgType, body, faults, on }: SendStep): void {
    const { seq, header, nextSeq } = faults;
    const expanded = {
      ...(seq === undefined ? {} : { seq: this.expand(seq) }),
      ...(header === undefined ? {} : { header: this.expand(header) }),
      ...(nextSeq === undefined ? {} : { nextSeq: this.expand(nextSeq) }),
    };
    this.lastMsgType = msgType;
    this.peer(on).send(msgType, this.expand(body), { ...faults, ...expanded });
  }

  // ---- what must come

  private async expect(step: ExpectStep, first = () => {}): Promise<void> {
    const { decoder, limitMs, beatS, orders, transcript } = this.context;
    const peer = this.peer(step.on);
    const expectation = new Expectation(step, decoder, (text) => this.expand(text));
    const waitS = step.beats === undefined ? limitMs / 1000 : step.beats[1] * beatS;
    const startMs = performance.now();
    first();
    while (!expectation.isMet) {
      const { isCatchingUp } = peer;
      const message = await peer.next(startMs + waitS * 1000);
      if (typeof message === 'string' || message.fault !== '') throw this.unexpected(expectation.words, message, waitS);
      orders.take(message);
      if (expectation.take(message)) {
        if (step.beats !== undefined) notBefore(step.beats[0] * beatS, (message.atMs - startMs) / 1000);
        this.keep(step, message);
        continue;
      }
      const reason = expectation.skips(message) ?? this.unsupported(message);
      if (reason !== undefined) throw new Skip(reason);
      if (expectation.mayPass(message)) continue;
      const isOfGaps = GAPS.has(message.msgType) && expectation.awaitsType(message.msgType);
      if (!isOfGaps && (isCatchingUp || isUnasked(message) || peer.owes(message))) continue;
      throw expectation.failure(message, transcript.line(message.text));
    }
  }

  private keep({ keep = {}, as }: ExpectStep, message: Received): void {
    for (const [name, tag] of Object.entries(keep)) this.context.variables.set(name, message.get(tag) ?? '');
    if (as !== undefined && !this.kept.has(as)) this.kept.set(as, message);
  }

  /** Why the case is skipped: the venue says that it does not take the message that was sent. */
  private unsupported(message: Received): string | undefined {
    if (!this.context.optional || message.get(372) !== this.lastMsgType) return undefined;
    const { msgType } = message;
    const isUnsupported = (msgType === 'j' && message.get(380) === '3') || (msgType === '3' && message.get(373) === '11');
    return isUnsupported ? `the venue does not take ${this.nameOf(this.lastMsgType)}` : undefined;
  }

  private async again(of: string, on?: string): Promise<void> {
    const first = this.kept.get(of);
    if (first === undefined) throw new Error(`certify: a step asks again for ${of}, which was not kept`);
    const expected = `${this.nameOf(first.msgType)} ${first.msgSeqNum} again, with PossDupFlag(43)=Y and OrigSendingTime(122)`;
    const message = await this.peer(on).next(performance.now() + this.context.limitMs);
    if (typeof message === 'string' || message.fault !== '') throw this.unexpected(expected, message);
    const isIt = message.msgSeqNum === first.msgSeqNum && message.possDup && message.get(122) !== undefined;
    if (!isIt) throw this.unexpected(expected, message);
    const fields = ({ fields }: Received) => fields.filter(([tag]) => !OF_THE_SENDING.has(tag)).map((f) => f.join('='));
    const [was, is] = [fields(first), fields(message)];
    if (was.join(SOH) === is.join(SOH)) return;
    const different = is.filter((field) => !was.includes(field)).concat(was.filter((field) => !is.includes(field)));
    throw new Failure(
      `${expected}, in all else as it was`,
      `it with a difference in ${different.join(', ') || 'the order of fields'}`,
    );
  }

  private async ended(allow: string, beats: number | undefined, on?: string): Promise<void> {
    const { beatS, limitMs } = this.context;
    const waitMs = beats === undefined ? limitMs : beats * beatS * 1000;
    const untilMs = performance.now() + waitMs;
    for (;;) {
      const message = await this.peer(on).next(untilMs);
      if (message === 'closed') return;
      if (message !== 'late') this.context.orders.take(message);
      if (message === 'late' || message.fault !== '' || ![...allow].includes(message.msgType)) {
        throw this.unexpected('the end of the connection', message, waitMs / 1000);
      }
    }
  }

  // ---- words

  private nameOf(msgType: string): string {
    return `${this.context.decoder.messageName(msgType) || 'MsgType'}(${msgType})`;
  }

  private unexpected(expected: string, came: Received | 'closed' | 'late', waitedS = this.context.limitMs / 1000): Failure {
    if (came === 'closed') return new Failure(expected, 'the end of the connection');
    if (came === 'late') return new Failure(expected, `nothing within ${Number(waitedS.toFixed(1))} s`);
    return new Failure(expected, this.context.transcript.line(came.text));
  }
}

/** What a venue may say at any time, or while it has not decided. */
function isUnasked(message: Received): boolean {
  return UNASKED.has(message.msgType) || (message.msgType === '8' && PENDING.has(message.get(150) ?? ''));
}

function notBefore(expectedS: number, cameS: number): void {
  if (cameS < expectedS) throw new Failure(`it not before ${expectedS} s`, `it after ${cameS.toFixed(1)} s`);
}

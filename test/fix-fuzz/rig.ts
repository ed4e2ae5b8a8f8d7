/**
 * The venue under mutations: the real door and engine in one thread, one session of each version that sends what mutate.ts makes, two
 * neighbours that trade meanwhile, and the model that says after each message what must have happened.
 *
 * Mutations come in batches of 25: a batch is a function of the seed and its number alone, begins with 141=Y and ends with a disconnect.
 */
import { Random } from '../../gateway/demo/random.js';
import { dialects } from '../../gateway/fix/dialect/versions.js';
import { FixPeer, type Message, timestamp } from '../fix-door/support/peer.js';
import { World } from '../fix-door/support/world.js';
import { Dictionary } from './dictionary.js';
import { Frames } from './frames.js';
import { mutateBytes, mutateFields, randomBytes, repair, type Tagged } from './mutate.js';
import { Neighbours } from './neighbours.js';
import { type Moment, Samples } from './samples.js';
import { SessionModel } from './session-model.js';
import { toWire } from './valid-message.js';

export const BATCH = 25;
const START_US = 1_700_000_000_000_000;
const BATCH_US = 200_000;
const NUMBER_END = 999_990_000;
/** Turns of the loop that one read may take. */
const TURNS_MAX = 200;
/** Few fields, so that some messages have too many. */
const LIMITS = { fixFields: 200, fixMessageBytes: 8192, fixGroupEntries: 64, fixGarbledMessages: 3, fixSendingTimeMs: 120_000 };

const versions = Object.values(dialects).map((dialect) => ({
  dialect,
  samples: new Samples(dialect, `MUT${dialect.version}`, LIMITS.fixMessageBytes / 2),
  dictionary: new Dictionary(dialect, LIMITS.fixGroupEntries),
}));
type Version = (typeof versions)[number];

export interface Tally {
  /** Mutations, and bytes of them. */
  sent: number;
  bytes: number;
  /** What the model took for messages that use a number, and what came back. */
  answers: number;
  rejects: number;
  resendRequests: number;
  /** Sessions that ended by what was sent. */
  ended: number;
  logons: number;
  neighbourOrders: number;
  turnsMax: number;
}

export class Rig {
  readonly world = new World({
    limits: LIMITS,
    sessions: ['MUT42', 'MUT44', 'MUT50', 'FIRST', 'CALM', 'OTHER'].map((senderCompId) => ({
      senderCompId,
      cancelOnDisconnect: true,
    })),
  });
  readonly tally: Tally = {
    ...{ sent: 0, bytes: 0, answers: 0, rejects: 0, resendRequests: 0, ended: 0, logons: 0, neighbourOrders: 0, turnsMax: 0 },
  };
  private readonly neighbours = new Neighbours(this.world);

  /** Runs the batch with this number. @throws Error with the bytes that show what is wrong */
  batch(seed: number, number: number): void {
    const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
    const version = versions[number % versions.length];
    const { world } = this;
    world.clock.us = START_US + number * BATCH_US;
    world.logs.length = 0;
    const trial = new Trial(this, version, random, number);
    try {
      trial.logOn(true);
      for (let i = 0; i < BATCH; i++) {
        trial.mutation(i);
        if (i % 5 === 4) this.tally.neighbourOrders += this.neighbours.trade(`${number}-${i}`);
      }
      trial.first();
      trial.end();
      this.neighbours.settle();
      this.expectNothingLeft();
    } catch (error) {
      throw new Error(
        `seed ${seed}, mutations ${number * BATCH} to ${(number + 1) * BATCH - 1}: ${trial.story(error as Error)}`,
      );
    }
  }

  /** Whatever came, the door is as it was before. */
  private expectNothingLeft(): void {
    const { door, logs } = this.world;
    const sessions = door['sessions'].filter((session) => session !== undefined);
    const kept = sessions.map(({ inbound }) => inbound.numbers['ahead'].size);
    const left = {
      connections: door['connections'].size,
      timers: door['timers'].size,
      awaiting: door['awaiting'].size,
      stalled: door['stalled'].length,
      owing: door['owing'].length,
      sending: door.outbox['list'].length,
      keptAhead: kept.reduce((sum, n) => sum + n, 0),
      waiting: sessions.filter(({ waiting }) => waiting !== null).length,
    };
    const clean = { connections: 2, timers: 2, awaiting: 0, stalled: 0, owing: 0, sending: 0, keptAhead: 0, waiting: 0 };
    if (JSON.stringify(left) !== JSON.stringify(clean)) throw new Error(`left in the door: ${JSON.stringify(left)}`);
    if (sessions.length > 6) throw new Error(`${sessions.length} sessions, and 6 are configured`);
    if (logs.length > 12 * BATCH) throw new Error(`${logs.length} lines of log for ${BATCH} messages`);
    for (const line of logs) if (!/^[\x20-\x7e…]*$/.test(line)) throw new Error(`not fit for a log: ${JSON.stringify(line)}`);
  }
}

/** One batch: a session, its connection of the moment, and what the model thinks of it. */
class Trial {
  private peer!: FixPeer;
  private model!: SessionModel;
  /** What was sent over this connection. */
  private readonly said: string[] = [];
  private ids = 0;
  private asked = 0;
  private readonly rejected: Message[] = [];

  constructor(
    private readonly rig: Rig,
    private readonly version: Version,
    private readonly random: Random,
    private readonly number: number,
  ) {}

  logOn(reset: boolean): void {
    const { rig, version } = this;
    const { beginString } = version.dialect;
    const senderCompId = version.samples.senderCompId;
    const next = reset ? 1 : this.model.next;
    this.peer = new FixPeer(rig.world, rig.world.net.connect(), { senderCompId, beginString });
    this.said.length = 0;
    const frames = new Frames(LIMITS.fixFields, LIMITS.fixMessageBytes);
    this.model = new SessionModel(
      {
        ...{ beginString, senderCompId, targetCompId: 'BUTTONWOOD', dictionary: version.dictionary, frames },
        ...{ garbledMessages: LIMITS.fixGarbledMessages, sendingTimeMs: LIMITS.fixSendingTimeMs },
      },
      next + 1,
    );
    this.asked = 0;
    this.rejected.length = 0;
    const flags = reset ? '|141=Y' : '';
    const text = this.peer.message('A', `98=0|108=30${beginString === 'FIXT.1.1' ? '|1137=9' : ''}${flags}`, '', next);
    this.said.push(text);
    this.peer.socket.send(text);
    this.turn();
    const answers = this.peer.all();
    if (answers.length !== 1 || answers[0].type !== 'A') throw new Error(`the Logon with ${next} was not taken`);
    this.model.lastGot = answers[0].seq;
    this.expectNumber();
    rig.tally.logons++;
  }

  /** One mutated message, or none of FIX, in one piece or several. */
  mutation(i: number): void {
    const { random, rig } = this;
    if (this.peer.isClosed) this.logOn(this.model.next > NUMBER_END);
    let text = this.mutant(i, 0);
    // now and then several come at once
    if (random.below(8) === 0) for (let n = 1 + random.below(3); n > 0; n--) text += this.mutant(i, n);
    text = text.slice(0, LIMITS.fixMessageBytes - 1);
    rig.tally.sent++;
    rig.tally.bytes += text.length;
    for (const piece of pieces(random, text)) this.send(piece);
    this.goOn();
  }

  /** @param ahead how many numbers beyond the one that is expected */
  private mutant(i: number, ahead: number): string {
    const { random, version } = this;
    if (random.below(40) === 0) return randomBytes(random, 1 + random.below(300));
    const moment = this.moment(i, ahead);
    const fields = version.samples.any(random, moment).map(([tag, value]): Tagged => ({ tag: String(tag), value }));
    for (let n = random.below(3); n > 0; n--) {
      if (random.below(2) === 0) mutateFields(random, fields, version.samples.any(random, this.moment(i)));
    }
    let text = toWire(version.dialect.beginString, asFields(fields));
    const ways = random.below(4);
    if (ways >= 2) {
      for (let n = ways; n > 1; n--) text = mutateBytes(random, text, this.sample(i));
      text = repair(random, text);
    }
    return text;
  }

  private sample(i: number): string {
    return toWire(this.version.dialect.beginString, this.version.samples.any(this.random, this.moment(i)));
  }

  /** The number is the right one most of the time. */
  private moment(i: number, ahead = 0): Moment {
    const { random, model } = this;
    const roll = random.below(20);
    const off = roll < 16 ? ahead : roll < 18 ? 1 + random.below(3) : -1 - random.below(3);
    return {
      seqNum: Math.max(0, model.next + off),
      time: timestamp(this.rig.world.clock.nowUs()),
      id: `${this.number}-${i}-${this.ids++}`,
      previousId: `${this.number}-${i}-${this.ids - 2}`,
    };
  }

  private send(piece: string): void {
    const { model, peer, rig } = this;
    if (peer.isClosed) return;
    this.said.push(piece);
    model.take(piece, rig.world.clock.nowUs() / 1000);
    peer.socket.send(piece);
    this.turn();
    this.expectAgreement();
  }

  private turn(): void {
    const { tally, world } = this.rig;
    const turns = world.run();
    tally.turnsMax = Math.max(tally.turnsMax, turns);
    if (turns > TURNS_MAX) throw new Error(`${turns} turns for one read`);
  }

  /** Ends what is ending, and now and then a connection in the middle of a message. */
  private goOn(): void {
    const { model, peer, random, version } = this;
    if (model.line === 'parting' && !model.isOver && random.below(2) === 0) {
      const moment = { ...this.moment(0), seqNum: model.next };
      for (let n = 0; n < 3 && !peer.isClosed; n++)
        this.send(toWire(version.dialect.beginString, version.samples.of('5', moment)));
    }
    const isStuck = model.line !== 'up' || model.isOver || random.below(30) === 0;
    if (isStuck && !peer.isClosed) this.end();
    if (peer.isClosed) this.rig.tally.ended++;
  }

  private expectAgreement(): void {
    const { model, peer } = this;
    this.takeAnswers();
    this.expectNumber();
    if (this.asked !== model.asked) throw new Error(`${this.asked} ResendRequests, expected ${model.asked}`);
    if (peer.isClosed !== (model.line === 'gone'))
      throw new Error(`closed: ${peer.isClosed}, expected the session to be ${model.line}`);
    this.expectRejects();
  }

  /** Everything that comes is numbered without a gap. */
  private takeAnswers(): void {
    const { model, peer, rig } = this;
    for (const message of peer.all()) {
      rig.tally.answers++;
      if (message.type === '2') {
        this.asked++;
        rig.tally.resendRequests++;
      }
      if (message.type === '3' && !message.possDup) this.rejected.push(message);
      if (message.possDup) continue;
      const isReset = message.type === 'A' && message.get(141) === 'Y';
      const expected = isReset ? 1 : model.lastGot + 1;
      if (message.seq !== expected) throw new Error(`expected MsgSeqNum ${expected}, got ${message.raw}`);
      model.lastGot = message.seq;
    }
  }

  private expectNumber(): void {
    const { world } = this.rig;
    const info = world.door.directory.sessions.find(({ senderCompId }) => senderCompId === this.version.samples.senderCompId)!;
    const next = world.engine['machine']!.state.sessions.nextIn[info.index];
    if (next !== this.model.next) throw new Error(`the venue expects MsgSeqNum ${next}, the model ${this.model.next}`);
  }

  /** Each fault has its Reject, in order; what is sound has none, but for a value that the venue cannot take. */
  private expectRejects(): void {
    const { model, rejected } = this;
    for (const seqNum of model.rejected) {
      const at = rejected.findIndex((message) => message.get(45) === String(seqNum));
      if (at < 0) throw new Error(`expected a Reject of ${seqNum}`);
      rejected.splice(at, 1);
      this.rig.tally.rejects++;
    }
    for (const message of rejected) {
      const isOfValue = [undefined, '5'].includes(message.get(373));
      if (!model.sound.includes(Number(message.get(45))) || !isOfValue) throw new Error(`did not expect ${message.raw}`);
    }
    model.rejected.length = model.sound.length = rejected.length = 0;
  }

  /** A connection that begins with a mutated Logon: it is taken, or nothing is said at all. */
  first(): void {
    const { random, rig } = this;
    const { world } = rig;
    const { dialect } = this.version;
    const samples = firstSamples.find((one) => one.dialect === dialect)!;
    const fields = samples
      .of('A', { ...this.moment(0), seqNum: 1 })
      .map(([tag, value]): Tagged => ({ tag: String(tag), value }));
    if (random.below(2) === 0) fields.push({ tag: '141', value: 'Y' });
    for (let n = random.below(3); n > 0; n--) mutateFields(random, fields, samples.any(random, this.moment(0)));
    let text = toWire(dialect.beginString, asFields(fields));
    for (let n = random.below(3); n > 0; n--) text = repair(random, mutateBytes(random, text, this.sample(0)));
    const peer = new FixPeer(world, world.net.connect(), { senderCompId: 'FIRST', beginString: dialect.beginString });
    this.said.push(`first: ${text}`);
    for (const piece of pieces(random, text)) {
      peer.socket.send(piece);
      this.turn();
    }
    const [answer] = peer.all();
    if (answer !== undefined && answer.type !== 'A') throw new Error(`a first message was answered with ${answer.raw}`);
    if (!peer.isClosed) peer.socket.disconnect();
    this.turn();
  }

  end(): void {
    if (!this.peer.isClosed) this.peer.socket.disconnect();
    this.turn();
    this.expectNumber();
  }

  /** What is wrong, and what was sent since the Logon, so that it can be sent again. */
  story(error: Error): string {
    const { beginString } = this.version.dialect;
    return `${beginString}: ${error.stack}\nsent since the Logon:\n${this.said.map((text) => JSON.stringify(text)).join('\n')}`;
  }
}

const firstSamples = Object.values(dialects).map((dialect) => new Samples(dialect, 'FIRST', 1024));

function asFields(fields: readonly Tagged[]): [string, string][] {
  return fields.map(({ tag, value }) => [tag, value]);
}

/** Whole, cut once, or in crumbs. */
function pieces(random: Random, text: string): string[] {
  const roll = random.below(10);
  if (roll < 7) return [text];
  if (roll < 9) {
    const at = random.below(text.length + 1);
    return [text.slice(0, at), text.slice(at)];
  }
  const cut: string[] = [];
  for (let at = 0; at < text.length && cut.length < 60; ) {
    const size = cut.length === 59 ? text.length : 1 + random.below(12);
    cut.push(text.slice(at, at + size));
    at += size;
  }
  return cut;
}

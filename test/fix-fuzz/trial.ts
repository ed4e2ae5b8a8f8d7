/** One session under mutations: its connection of the moment, and what the model thinks of it. Everything that comes back is compared. */
import type { Random } from '../../gateway/demo/random.js';
import type { Dialect } from '../../gateway/fix/dialect/dialect.js';
import { FixPeer, type Message, timestamp } from '../fix-door/support/peer.js';
import type { World } from '../fix-door/support/world.js';
import type { Dictionary } from './dictionary.js';
import { Frames } from './frames.js';
import { type Known, Mutants, pieces } from './mutants.js';
import type { Samples } from './samples.js';
import { SessionModel } from './session-model.js';

/** Few fields, so that some messages have too many. */
export const LIMITS = {
  ...{ fixFields: 200, fixMessageBytes: 8192, fixGroupEntries: 64, fixGarbledMessages: 3, fixSendingTimeMs: 120_000 },
};
const NUMBER_END = 999_990_000;
/** Turns of the loop that one read may take. */
const TURNS_MAX = 200;

export interface Version {
  dialect: Dialect;
  dictionary: Dictionary;
  samples: Samples;
  /** For connections of another session that begin with a mutated Logon. */
  logons: Samples;
}

export interface Tally {
  /** Mutations, and bytes of them. */
  sent: number;
  bytes: number;
  answers: number;
  rejects: number;
  resendRequests: number;
  /** Sessions that ended by what was sent. */
  ended: number;
  logons: number;
  neighbourOrders: number;
  turnsMax: number;
}

export class Trial {
  private peer!: FixPeer;
  private model!: SessionModel;
  private readonly mutants: Mutants;
  /** What was sent over this connection. */
  private readonly said: string[] = [];
  private asked = 0;
  private readonly rejects: Message[] = [];

  constructor(
    private readonly world: World,
    private readonly tally: Tally,
    private readonly version: Version,
    private readonly random: Random,
    name: string,
  ) {
    this.mutants = new Mutants(version.samples, random, name);
    this.logOn(true);
  }

  /** One mutation, in one piece or several. */
  mutation(): void {
    const { random, tally } = this;
    if (this.peer.isClosed) this.logOn(this.model.next > NUMBER_END);
    const text = this.mutants.make(this.known).slice(0, LIMITS.fixMessageBytes - 1);
    tally.sent++;
    tally.bytes += text.length;
    for (const piece of pieces(random, text)) this.send(piece);
    this.goOn();
  }

  /** A connection that begins with a mutated Logon: it is taken, or nothing is said at all. */
  first(): void {
    const { random, version, world } = this;
    const text = this.mutants.makeLogon(version.logons, this.known);
    const { senderCompId, dialect } = version.logons;
    const peer = new FixPeer(world, world.net.connect(), { senderCompId, beginString: dialect.beginString });
    this.said.push(`over another connection: ${text}`);
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

  /** Of the session in the engine. */
  private get index(): number {
    const { senderCompId } = this.version.samples;
    return this.world.door.directory.sessions.find((session) => session.senderCompId === senderCompId)!.index;
  }

  private get known(): Known {
    return { next: this.model.next, time: timestamp(this.world.clock.nowUs()) };
  }

  private logOn(reset: boolean): void {
    const { version, world } = this;
    const { beginString } = version.dialect;
    const { senderCompId } = version.samples;
    const next = reset ? 1 : this.model.next;
    this.peer = new FixPeer(world, world.net.connect(), { senderCompId, beginString });
    this.model = new SessionModel(
      {
        ...{ beginString, senderCompId, targetCompId: 'BUTTONWOOD', dictionary: version.dictionary },
        frames: new Frames(LIMITS.fixFields, LIMITS.fixMessageBytes),
        ...{ garbledMessages: LIMITS.fixGarbledMessages, sendingTimeMs: LIMITS.fixSendingTimeMs },
      },
      next + 1,
    );
    this.asked = this.said.length = this.rejects.length = 0;
    const version50 = beginString === 'FIXT.1.1' ? '|1137=9' : '';
    const text = this.peer.message('A', `98=0|108=30${version50}${reset ? '|141=Y' : ''}`, '', next);
    this.said.push(text);
    this.peer.socket.send(text);
    this.turn();
    const answers = this.peer.all();
    if (answers.length !== 1 || answers[0].type !== 'A') throw new Error(`the Logon with ${next} was not taken`);
    this.model.lastGot = answers[0].seq;
    this.expectNumber();
    this.tally.logons++;
  }

  private send(piece: string): void {
    const { model, peer, world } = this;
    if (peer.isClosed) return;
    this.said.push(piece);
    this.takeAnswers(); // fills that the neighbours have caused
    model.take(piece, world.clock.nowUs() / 1000);
    peer.socket.send(piece);
    this.turn();
    this.expectAgreement();
  }

  private turn(): void {
    const { tally } = this;
    const turns = this.world.run();
    tally.turnsMax = Math.max(tally.turnsMax, turns);
    if (turns > TURNS_MAX) throw new Error(`${turns} turns for one read`);
  }

  /** Ends what is ending, and now and then a connection in the middle of a message. */
  private goOn(): void {
    const { model, mutants, peer, random } = this;
    const answers = model.line === 'parting' && random.below(2) === 0;
    for (let n = 0; answers && n < 3 && !peer.isClosed && !model.isOver; n++) this.send(mutants.makeLogout(this.known));
    const isStuck = model.line !== 'up' || random.below(30) === 0;
    if (isStuck && !peer.isClosed) this.end();
    if (peer.isClosed) this.tally.ended++;
  }

  private expectAgreement(): void {
    const { model, peer } = this;
    this.takeAnswers();
    this.expectNumber();
    const kept = this.world.door.log['sessions'][this.index].inbound.numbers['ahead'].size;
    if (model.line === 'up' && kept !== model.kept) throw new Error(`${kept} messages are kept, expected ${model.kept}`);
    if (this.asked !== model.asked) throw new Error(`${this.asked} ResendRequests, expected ${model.asked}`);
    if (peer.isClosed !== (model.line === 'gone')) throw new Error(`closed: ${peer.isClosed}, expected it to be ${model.line}`);
    this.expectRejects();
  }

  /** Everything that comes is numbered without a gap. */
  private takeAnswers(): void {
    const { model, peer, tally } = this;
    for (const message of peer.all()) {
      tally.answers++;
      if (message.possDup) continue;
      const isReset = message.type === 'A' && message.get(141) === 'Y';
      const expected = isReset ? 1 : model.lastGot + 1;
      if (message.seq !== expected) throw new Error(`expected MsgSeqNum ${expected}, got ${message.raw}`);
      model.lastGot = message.seq;
      if (message.type === '2') {
        this.asked++;
        tally.resendRequests++;
      }
      if (message.type === '3') this.rejects.push(message);
    }
  }

  private expectNumber(): void {
    const next = this.world.engine['machine']!.state.sessions.nextIn[this.index];
    if (next !== this.model.next) throw new Error(`the venue expects MsgSeqNum ${next}, the model ${this.model.next}`);
  }

  /** Each fault has its Reject; what is sound has none, but for a value that the venue cannot take. */
  private expectRejects(): void {
    const { model, rejects, tally } = this;
    for (const seqNum of model.rejected) {
      // the last of this number: before a wrong CompID, a sound message with a value that cannot be taken may have had it too
      const at = rejects.findLastIndex((message) => message.get(45) === String(seqNum));
      if (at < 0) throw new Error(`expected a Reject of ${seqNum}`);
      rejects.splice(at, 1);
      tally.rejects++;
    }
    for (const message of rejects) {
      const isOfValue = [undefined, '5'].includes(message.get(373));
      if (!model.sound.includes(Number(message.get(45))) || !isOfValue) throw new Error(`did not expect ${message.raw}`);
    }
    model.rejected.length = model.sound.length = rejects.length = 0;
  }
}

/**
 * The FIX door's end of its command ring: counts what it submits, so that the door knows what is under way. Before a message is
 * handled the caller asks hasRoom(); everything that one message can cause fits then, so that no answer is ever half given.
 */
import {
  type LogonFields,
  type OrderFields,
  type Origin,
  type SessionDefinition,
  writeDefineParticipant,
  writeDefineSession,
  writeDisconnect,
  writeLogon,
  writeOrder,
  writeReceived,
  writeSay,
  writeSetNextIn,
} from '../../engine/commands.js';
import type { RingProducer } from '../../engine/ring.js';

/** Room for everything that one inbound message can cause: its own command and two answers of at most 1 KiB each. */
const ROOM = 4096;

export class DoorCommands {
  /** Commands submitted since the start. */
  submitted = 0;
  private readonly origin: Origin;

  constructor(
    private readonly ring: RingProducer,
    door: number,
  ) {
    this.origin = { door, session: -1, connection: 0, msgSeqNum: 0, ref: 0 };
  }

  hasRoom(): boolean {
    return this.ring.hasRoom(ROOM);
  }

  publish(): void {
    this.ring.publish();
  }

  used(): number {
    return this.ring.used();
  }

  /** Whom the next command is from. */
  from(session: number, connection: number, msgSeqNum = 0, ref = 0): this {
    const { origin } = this;
    origin.session = session;
    origin.connection = connection;
    origin.msgSeqNum = msgSeqNum;
    origin.ref = ref;
    return this;
  }

  order(type: number, order: OrderFields): void {
    this.count(writeOrder(this.ring, type, this.origin, order));
  }

  logon(fields: LogonFields): void {
    this.count(writeLogon(this.ring, this.origin, fields));
  }

  disconnect(clean: boolean, reset: boolean): void {
    this.count(writeDisconnect(this.ring, this.origin, clean, reset));
  }

  received(msgType: number): void {
    this.count(writeReceived(this.ring, this.origin, msgType));
  }

  setNextIn(nextIn: number): void {
    this.count(writeSetNextIn(this.ring, this.origin, nextIn));
  }

  say(msgType: number, flags: number, content: string): void {
    this.count(writeSay(this.ring, this.origin, msgType, flags, content));
  }

  defineParticipant(name: string): void {
    this.count(writeDefineParticipant(this.ring, this.origin, name));
  }

  defineSession(definition: SessionDefinition): void {
    this.count(writeDefineSession(this.ring, this.origin, definition));
  }

  private count(written: boolean): void {
    if (!written) throw new Error('a command was written without asking for room');
    this.submitted++;
  }
}

/** The ledger of a session that the engine has: everything goes to the log as a command, and leaves when it comes back. */
import type { LogonFields, OrderFields } from '../../engine/commands.js';
import type { Outbox } from '../outbox.js';
import type { DoorCommands } from './door-commands.js';
import type { DoorContext } from './door-context.js';
import type { Ledger, Link } from './ledger.js';
import { FixSender } from './sender.js';
import type { Sender } from './socket-sender.js';

export class EngineLedger implements Ledger {
  readonly startsAgain = false;
  private readonly commands: DoorCommands;
  private readonly outbox: Outbox;
  private sender: FixSender | null = null;

  constructor(
    private readonly session: number,
    private readonly door: DoorContext,
  ) {
    this.commands = door.commands;
    this.outbox = door.outbox;
  }

  get lastOut(): number {
    return this.outbox.lastOut(this.session);
  }

  attach(link: Link): Sender {
    this.sender = new FixSender(link, this.door);
    this.outbox.attach(this.session, this.sender);
    return this.sender;
  }

  detach(sender: Sender): void {
    if (this.sender !== sender) return;
    this.outbox.detach(this.session, this.sender);
    this.sender = null;
  }

  logon(connectionId: number, msgSeqNum: number, fields: LogonFields): void {
    this.commands.from(this.session, connectionId, msgSeqNum).logon(fields);
  }

  disconnect(connectionId: number, clean: boolean, reset: boolean): boolean {
    if (!this.commands.hasRoom()) return false;
    this.commands.from(this.session, connectionId).disconnect(clean, reset);
    return true;
  }

  received(connectionId: number, msgSeqNum: number, msgType: number): void {
    this.commands.from(this.session, connectionId, msgSeqNum).received(msgType);
  }

  setNextIn(connectionId: number, msgSeqNum: number, next: number): void {
    this.commands.from(this.session, connectionId, msgSeqNum).setNextIn(next);
  }

  say(connectionId: number, msgType: number, flags: number, content: string): void {
    this.commands.from(this.session, connectionId).say(msgType, flags, content);
  }

  order(connectionId: number, msgSeqNum: number, command: number, order: OrderFields): void {
    this.commands.from(this.session, connectionId, msgSeqNum).order(command, order);
  }

  resend(from: number, to: number): void {
    this.outbox.resend(this.session, from, to);
  }
}

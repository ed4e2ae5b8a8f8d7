/** The ledger of a session that the engine has: everything goes to the log as a command, and leaves when it comes back. */
import type { LogonFields, OrderFields } from '../../engine/commands.js';
import type { Outbox } from '../outbox.js';
import type { DoorCommands } from './door-commands.js';
import type { Ledger } from './ledger.js';
import type { FixSender } from './sender.js';

export class EngineLedger implements Ledger {
  constructor(
    private readonly session: number,
    private readonly commands: DoorCommands,
    private readonly outbox: Outbox,
  ) {}

  get lastOut(): number {
    return this.outbox.lastOut(this.session);
  }

  attach(sender: FixSender): void {
    this.outbox.attach(this.session, sender);
  }

  detach(sender: FixSender): void {
    this.outbox.detach(this.session, sender);
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

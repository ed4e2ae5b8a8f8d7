/** Heartbeats, TestRequests and silence of one connection that is logged on. Door's thread. */
import { testReqIdContent } from './answers.js';
import type { DoorCommands } from './door-commands.js';
import { Msg } from './msg-types.js';
import type { FixSession } from './session.js';
import type { Sender } from './socket-sender.js';

/** Of HeartBtInt, in silence: when to ask, and when to end. */
const ASK_AFTER = 1.2;
const END_AFTER = 2.4;

export class KeepAlive {
  private hasAsked = false;

  /** @param heardUs when it was opened */
  constructor(private heardUs: number) {}

  /** Something has come, or the silence was ours. */
  heard(nowUs: number): void {
    this.heardUs = nowUs;
    this.hasAsked = false;
  }

  silentUs(nowUs: number): number {
    return nowUs - this.heardUs;
  }

  isLost(nowUs: number, heartBtIntUs: number): boolean {
    return this.silentUs(nowUs) >= END_AFTER * heartBtIntUs;
  }

  /** Says what is due, if there is room; returns when to come again (µs). @param reads false: the silence is ours */
  check(nowUs: number, session: FixSession, sender: Sender, commands: DoorCommands, reads: boolean): number {
    const { heartBtIntUs } = session;
    if (nowUs - sender.sentUs >= heartBtIntUs && commands.hasRoom()) {
      session.say(Msg.heartbeat, 0, '');
      sender.sentUs = nowUs;
    }
    if (!reads) return sender.sentUs + heartBtIntUs;
    if (this.silentUs(nowUs) >= ASK_AFTER * heartBtIntUs && !this.hasAsked && commands.hasRoom()) {
      session.say(Msg.testRequest, 0, testReqIdContent(String(nowUs)));
      this.hasAsked = true;
      sender.sentUs = nowUs;
    }
    const lookAtUs = this.heardUs + (this.hasAsked ? END_AFTER : ASK_AFTER) * heartBtIntUs;
    return Math.min(sender.sentUs + heartBtIntUs, lookAtUs);
  }
}

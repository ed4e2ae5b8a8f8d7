/**
 * The sending side of a client's session: gives each message its number, keeps application messages for a resend, and gathers what
 * is written within one turn of the event loop into one write.
 */
import type { Socket } from 'node:net';
import type { Clock } from '../../../engine/clock.js';
import { Envelope, FixWriter, type SessionHeader } from '../writer.js';
import type { FixClientState } from './state.js';

const WRITER_BYTES = 64 * 1024;
const MESSAGE_ROOM = 2048;
const MSG = { heartbeat: 0x30, testRequest: 0x31, resendRequest: 0x32, sequenceReset: 0x34, logout: 0x35 } as const;
const YES = 0x59;

/** The longest body that a client's own messages may have. */
export const BODY_MAX = MESSAGE_ROOM - 512;

export class Outbound {
  writer = new FixWriter(WRITER_BYTES);
  /** Null: not connected, and what is written is lost. */
  socket: Socket | null = null;
  /** The socket encrypts at once what it is given while nothing waits in it, into memory of its own. */
  encrypts = false;
  /** Time of the message that was opened last. */
  nowUs = 0;
  private readonly envelope: Envelope;
  private bodyFrom = 0;
  private flushDue = false;
  private readonly flushSoon = () => {
    this.flushDue = false;
    this.flush();
  };

  constructor(
    header: SessionHeader,
    private readonly state: FixClientState,
    private readonly clock: Clock,
    /** Whoever sees what goes to the socket. */
    private readonly watcher: () => ((direction: 'out', bytes: Uint8Array) => void) | undefined,
  ) {
    this.envelope = new Envelope(header);
  }

  /** Begins a message with the next number. */
  open(msgType: number): FixWriter {
    if (this.writer.room < MESSAGE_ROOM) this.flush();
    const { writer } = this;
    this.nowUs = this.clock.nowUs();
    this.seal(this.nowUs, false);
    writer.begin(this.envelope, msgType, this.state.nextOut);
    this.bodyFrom = writer.at;
    return writer;
  }

  /** Ends an application message and keeps it. Returns its number. */
  finish(msgType: number): number {
    const { writer, state, bodyFrom } = this;
    if (writer.room < 16) {
      writer.abandon();
      throw new RangeError('a message is longer than the client can send');
    }
    state.sent.add(state.nextOut, msgType, this.nowUs, writer.u8, bodyFrom, writer.at - bodyFrom);
    return this.finishSession();
  }

  /** Ends a session message, which is never sent again. */
  finishSession(): number {
    this.writer.end();
    this.wrote();
    return this.state.nextOut++;
  }

  /** Hands to the socket what was written in this turn; happens by itself at its end. */
  flush(): void {
    const { socket, writer } = this;
    if (writer.at === 0) return;
    if (socket !== null) this.watcher()?.('out', writer.u8.subarray(0, writer.at));
    if (socket === null) {
      writer.clear();
      return;
    }
    const isEncrypted = this.encrypts && socket.writableLength === 0;
    socket.write(writer.u8.subarray(0, writer.at));
    // The socket took all: the bytes are with the system, and the buffer is free again.
    if (isEncrypted || socket.writableLength === 0) writer.clear();
    else this.writer = new FixWriter(WRITER_BYTES);
  }

  heartbeat(testReqId: string): void {
    const writer = this.open(MSG.heartbeat);
    if (testReqId !== '') writer.string(112, testReqId);
    this.finishSession();
  }

  testRequest(testReqId: string): void {
    const writer = this.open(MSG.testRequest);
    writer.string(112, testReqId);
    this.finishSession();
  }

  /** For all from `beginSeqNo` on. */
  resendRequest(beginSeqNo: number): void {
    const writer = this.open(MSG.resendRequest);
    writer.integer(7, beginSeqNo);
    writer.integer(16, 0);
    this.finishSession();
  }

  logout(text: string): void {
    const writer = this.open(MSG.logout);
    if (text !== '') writer.string(58, text);
    this.finishSession();
  }

  /** Sends messages again; what is not kept, and what is no application message, is gap-filled. */
  resend(beginSeqNo: number, endSeqNo: number): void {
    const { state } = this;
    const { sent } = state;
    const last = endSeqNo === 0 ? state.nextOut - 1 : Math.min(endSeqNo, state.nextOut - 1);
    const now = this.clock.nowUs();
    let gapFrom = 0;
    for (let msgSeqNum = Math.max(1, beginSeqNo); msgSeqNum <= last; msgSeqNum++) {
      const slot = sent.find(msgSeqNum);
      if (slot < 0) {
        if (gapFrom === 0) gapFrom = msgSeqNum;
        continue;
      }
      if (gapFrom > 0) this.gapFill(gapFrom, msgSeqNum, now);
      gapFrom = 0;
      if (this.writer.room < MESSAGE_ROOM) this.flush();
      this.seal(now, true, sent.timeUs(slot));
      this.writer.begin(this.envelope, sent.msgType(slot), msgSeqNum);
      this.writer.raw(sent.bytes, sent.offset(slot), sent.length(slot));
      this.writer.end();
    }
    if (gapFrom > 0) this.gapFill(gapFrom, last + 1, now);
    this.nowUs = now;
    this.wrote();
  }

  private seal(nowUs: number, possDup: boolean, timeUs = 0): void {
    const { envelope } = this;
    envelope.nowUs = nowUs;
    envelope.possDup = possDup;
    envelope.timeUs = timeUs;
  }

  private gapFill(from: number, to: number, now: number): void {
    if (this.writer.room < MESSAGE_ROOM) this.flush();
    this.seal(now, true, now);
    this.writer.begin(this.envelope, MSG.sequenceReset, from);
    this.writer.char(123, YES);
    this.writer.integer(36, to);
    this.writer.end();
  }

  private wrote(): void {
    if (this.flushDue) return;
    this.flushDue = true;
    queueMicrotask(this.flushSoon);
  }
}

/** Sequence numbers are compared by their low 32 bits, so what is far behind the log needs a rule of its own. */
import { expect, test } from 'vitest';
import { writeTick } from '../../engine/commands.js';
import { Directory } from '../../engine/directory.js';
import { LogReader, LogWriter } from '../../engine/log.js';
import { Level, Progress } from '../../engine/progress.js';
import { Command, Exec, Owned, SessionKind, Type } from '../../engine/records.js';
import { createRing, RecordViews } from '../../engine/ring.js';
import type { Carrier } from '../../gateway/carrier.js';
import { type EventHistory, Past } from '../../gateway/event-history.js';
import { Outbox } from '../../gateway/outbox.js';

const CONNECTION = 7;
const NOW = 2 ** 31 + 5000;

/** One session with one ExecutionReport, of the command `seq`, in the journal; the log is at NOW. */
function outboxWith(seq: number, safe: number) {
  const views = new RecordViews(new ArrayBuffer(512));
  views.i32[0] = Exec.TEXT + 4;
  views.u16[2] = Type.EXEC;
  views.i32[Owned.CONNECTION >> 2] = CONNECTION;
  views.i32[Owned.MSG_SEQ_NUM >> 2] = 1;
  const history: EventHistory = {
    open() {
      const cursor = {
        ...{ views, at: 0, seq, timeUs: 0, msgSeqNum: 0 },
        next() {
          cursor.msgSeqNum++;
          return cursor.msgSeqNum === 1 ? Past.event : Past.later;
        },
        close() {},
      };
      return cursor;
    },
  };
  const progress = new Progress();
  progress.level = Level.disk;
  const log = createRing(1 << 16, 1);
  const writer = new LogWriter(log, []);
  writeTick(writer, { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 });
  writer.views.f64[Command.SEQ >> 3] = NOW;
  writer.publish();
  progress.reach(Level.disk, NOW, []);
  const session = { index: 0, kind: SessionKind.fix, nextOut: 2, resetCount: 0 };
  const directory = Object.assign(new Directory(), { sessions: [session] });
  const reader = new LogReader(log, 0, progress, 'admin');
  const listener = { record() {} };
  const outbox = new Outbox({ reader, progress, directory, index: null, history, door: 1, kinds: [SessionKind.fix], listener });
  outbox.work();
  progress.reach(Level.disk, safe, []);
  const sent: number[] = [];
  const carrier: Carrier = {
    connection: CONNECTION,
    ready: () => true,
    send: (_views, _at, _timeUs, possDup) => sent.push(possDup ? 1 : 0),
    gapFill: () => 1,
    flush() {},
    fail(reason) {
      throw new Error(reason);
    },
  };
  outbox.attach(0, carrier);
  const cursor = (outbox as unknown as { cursor(session: number): { next: number } }).cursor(0);
  cursor.next = 2; // the Logon answer has been sent
  outbox.resend(0, 1, 1);
  for (let i = 0; i < 4; i++) outbox.work();
  return sent.length;
}

test.each([
  ['just now', NOW - 1],
  ['2^30 commands ago', NOW - 2 ** 30 - 1],
  ['more than 2^31 commands ago', 1],
])('an event of %s that is safe is sent again', (_when, seq) => {
  expect(outboxWith(seq, NOW)).toBe(1);
});

test('an event that is not safe yet is not sent, however large the numbers', () => {
  expect(outboxWith(NOW, NOW - 1)).toBe(0);
});

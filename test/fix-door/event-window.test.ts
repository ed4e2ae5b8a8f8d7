import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Owned, Type } from '../../engine/records.js';
import { RecordViews } from '../../engine/ring.js';
import { EventWindow } from '../../gateway/event-window.js';

const BYTES = 4096;

function event(session: number, msgSeqNum: number, length: number): RecordViews {
  const views = new RecordViews(new ArrayBuffer(length));
  views.i32[0] = length;
  views.u16[2] = Type.EXEC;
  views.i32[Owned.SESSION >> 2] = session;
  views.i32[Owned.MSG_SEQ_NUM >> 2] = msgSeqNum;
  return views;
}

test('what is found is right, and the youngest events are always found', () => {
  const step = fc.record({ session: fc.integer({ min: 0, max: 3 }), words: fc.integer({ min: 3, max: 40 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const window = new EventWindow(BYTES);
      const last = [0, 0, 0, 0];
      const pushed: { session: number; n: number; seq: number; length: number }[] = [];
      steps.forEach(({ session, words }, i) => {
        const n = ++last[session];
        window.push(event(session, n, words * 8), 0, i + 1, 1000 + i);
        pushed.push({ session, n, seq: i + 1, length: words * 8 });
      });
      let recent = 0;
      for (const { session, n, seq, length } of pushed.reverse()) {
        const at = window.find(session, n);
        recent += length + 16;
        // an entry that would wrap leaves a hole of less than its own size
        if (recent < BYTES - 40 * 8 - 16) expect(at).toBeGreaterThanOrEqual(0);
        if (at < 0) continue;
        expect([window.seqOf(at), window.timeOf(at), window.views.i32[at >> 2]]).toEqual([seq, 999 + seq, length]);
      }
      for (const session of [0, 1, 2, 3]) expect(window.find(session, last[session] + 1)).toBe(-1);
    }),
  );
});

test('after a reset nothing of before is found under the same numbers', () => {
  const window = new EventWindow(BYTES);
  for (let n = 1; n <= 20; n++) window.push(event(1, n, 24), 0, n, 0);
  window.reset(1);
  window.push(event(1, 1, 24), 0, 100, 0);
  expect(window.seqOf(window.find(1, 1))).toBe(100);
  expect(window.find(1, 2)).toBe(-1);
});

test('events of which a window holds a round number: the one that is overwritten just now is not held, and the index stays small', () => {
  for (let length = 48; length <= 1008; length += 16) {
    const window = new EventWindow(BYTES);
    for (let n = 1; n <= 300; n++) {
      window.push(event(1, n, length), 0, n, 0);
      expect(window['indexes'][1].length).toBeLessThanOrEqual(2 * Math.ceil(BYTES / (length + 16)) + 16);
    }
    expect(window.seqOf(window.find(1, 300))).toBe(300);
  }
});

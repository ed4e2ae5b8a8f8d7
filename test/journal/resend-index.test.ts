import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Owned, SessionState, Type } from '../../engine/records.js';
import { RecordViews } from '../../engine/ring.js';
import { ResendIndex } from '../../journal/resend-index.js';

const views = new RecordViews(new ArrayBuffer(64));

function said(index: ResendIndex, session: number, msgSeqNum: number, seq: number): void {
  views.u16[2] = Type.SAID;
  views.i32[Owned.SESSION >> 2] = session;
  views.i32[Owned.MSG_SEQ_NUM >> 2] = msgSeqNum;
  index.apply(views, 0, seq);
}

function up(index: ResendIndex, session: number, resetCount: number): void {
  views.u16[2] = Type.SESSION_UP;
  views.i32[SessionState.SESSION >> 2] = session;
  views.i32[SessionState.RESET_COUNT >> 2] = resetCount;
  index.apply(views, 0, 0);
}

describe('the resend index', () => {
  it('knows nothing of a session that said nothing', () => {
    const index = new ResendIndex();
    expect(index.find(3, 1)).toBeNull();
    up(index, 3, 0);
    expect(index.find(3, 1)).toBeNull();
  });

  it('finds a message at or before the one asked for, not much before it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 9 }), (count, step) => {
        const index = new ResendIndex();
        for (let n = 1; n <= count; n++) said(index, 5, n, n * step);
        for (const asked of [1, 2, 63, 64, 65, count >> 1, count]) {
          if (asked < 1 || asked > count) continue;
          const found = index.find(5, asked)!;
          expect(found.msgSeqNum).toBeLessThanOrEqual(asked);
          expect(found.msgSeqNum).toBeGreaterThan(asked - 65);
          expect(found.seq).toBe(found.msgSeqNum * step);
        }
      }),
    );
  });

  it('stays small however much is said', () => {
    const index = new ResendIndex();
    for (let n = 1; n <= 2_000_000; n++) said(index, 0, n, n);
    expect(index.serialize().length).toBeLessThan(8192);
    const { msgSeqNum } = index.find(0, 1_500_000)!;
    expect(msgSeqNum).toBeGreaterThan(1_480_000);
    expect(msgSeqNum).toBeLessThanOrEqual(1_500_000);
    expect(index.find(0, 1)).toEqual({ msgSeqNum: 1, seq: 1 });
  });

  it('begins again when the session is reset', () => {
    const index = new ResendIndex();
    up(index, 2, 0);
    for (let n = 1; n <= 100; n++) said(index, 2, n, n);
    up(index, 2, 0);
    expect(index.find(2, 100)).toEqual({ msgSeqNum: 65, seq: 65 });
    up(index, 2, 1);
    expect(index.find(2, 100)).toBeNull();
    said(index, 2, 1, 500);
    expect(index.find(2, 100)).toEqual({ msgSeqNum: 1, seq: 500 });
  });

  it('goes on from its bytes as it would have gone on', () => {
    const index = new ResendIndex();
    for (let n = 1; n <= 40_000; n++) said(index, n % 7, Math.ceil(n / 7), n);
    const loaded = ResendIndex.load(index.serialize());
    for (const each of [index, loaded]) for (let n = 40_001; n <= 300_000; n++) said(each, n % 7, Math.ceil(n / 7), n);
    expect(loaded.serialize()).toEqual(index.serialize());
    expect(loaded.find(3, 20_000)).toEqual(index.find(3, 20_000));
  });
});

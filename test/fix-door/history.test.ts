/** What has left the window comes from the journal: here a history that gives out few events a call, and shares one reader. */
import { expect, test } from 'vitest';
import { FIRST_OWNED, LAST_OWNED, Owned } from '../../engine/records.js';
import { RecordViews } from '../../engine/ring.js';
import type { EventHistory, HistoryCursor } from '../../gateway/event-history.js';
import { Past } from '../../gateway/event-history.js';
import type { FixPeer } from './support/peer.js';
import { World } from './support/world.js';

interface Kept {
  bytes: Uint8Array;
  seq: number;
  timeUs: number;
}

/** Keeps every owned event that passes; its cursors answer `later` every second time, and share the memory of what they show. */
class SlowHistory implements EventHistory {
  opened = 0;
  damaged = false;
  private readonly kept: Kept[] = [];
  private readonly views = new RecordViews(new ArrayBuffer(4096));

  take(views: RecordViews, at: number, seq: number, timeUs: number): void {
    const type = views.u16[(at >> 1) + 2];
    if (type < FIRST_OWNED || type > LAST_OWNED) return;
    this.kept.push({ bytes: views.u8.slice(at, at + views.i32[at >> 2]), seq, timeUs });
  }

  open(session: number, msgSeqNum: number): HistoryCursor {
    this.opened++;
    const { kept, views } = this;
    const isDamaged = () => this.damaged;
    let index = 0;
    let calls = 0;
    const cursor = {
      views,
      at: 0,
      seq: 0,
      timeUs: 0,
      msgSeqNum: 0,
      next() {
        if (isDamaged()) throw new Error('rotten');
        if (++calls % 2 === 0) return Past.later;
        for (; index < kept.length; index++) {
          const { bytes, seq, timeUs } = kept[index];
          const record = new RecordViews(bytes.buffer, bytes.byteOffset, bytes.byteLength);
          const n = record.i32[Owned.MSG_SEQ_NUM >> 2];
          if (record.i32[Owned.SESSION >> 2] !== session || n < msgSeqNum) continue;
          views.u8.set(bytes);
          Object.assign(cursor, { seq, timeUs, msgSeqNum: n });
          index++;
          return Past.event;
        }
        return Past.later;
      },
      close() {},
    };
    return cursor;
  }
}

function world() {
  const history = new SlowHistory();
  const w = new World({ history, windowBytes: 4096 });
  const record = w.door.outbox;
  const options = (record as unknown as { options: { index: unknown; reader: { timeUs: number } } }).options;
  options.index = {
    apply: (views: RecordViews, at: number, seq: number) => history.take(views, at, seq, options.reader.timeUs),
  };
  return { history, w };
}

function trade(peer: FixPeer, count: number): void {
  for (let i = 0; i < count; i++) peer.order(`o${i}`, 'buy', 1, '99.00');
}

const expected = (count: number, dup: string) => Array.from({ length: count }, (_, i) => `8 34=${i + 2}${dup} 11=o${i}`);

test('a resend beyond the window is read from the journal, several at the same time', () => {
  const { history, w } = world();
  const peers = ['A', 'B', 'C'].map((senderCompId) => w.loggedOn({ senderCompId }));
  for (const peer of peers) trade(peer, 60);
  for (const peer of peers) peer.all();
  const requests = peers.map((peer) => peer.message('2', '7=1|16=0'));
  peers.forEach((peer, i) => {
    peer.socket.send(requests[i]);
    peer.msgSeqNum++;
  });
  w.pass(2000, 10);
  for (const peer of peers) expect(peer.summary(34, 43, 11)).toEqual(['4 34=1 43=Y', ...expected(60, ' 43=Y')]);
  expect(history.opened).toBeLessThan(20);
});

test('a consumer that fell behind the window goes on from the journal, live and without a gap', () => {
  const { w } = world();
  const peer = w.loggedOn();
  peer.socket.stopReading();
  trade(peer, 100);
  peer.socket.startReading();
  w.pass(2000, 10);
  expect(peer.summary(34, 43, 11)).toEqual(expected(100, ''));
  expect(peer.isClosed).toBe(false);
});

test('without a journal, a consumer that fell behind the window is cut off rather than skipped', () => {
  const w = new World({ windowBytes: 4096 });
  const peer = w.loggedOn();
  peer.socket.stopReading();
  trade(peer, 100);
  peer.socket.startReading();
  w.run();
  expect(peer.isClosed).toBe(true);
  expect(w.logs.join()).toContain('neither in memory nor in the journal');
});

test('a damaged journal ends the connection that asks for it, and no other', () => {
  const { history, w } = world();
  const [asks, other] = ['A', 'B'].map((senderCompId) => w.loggedOn({ senderCompId }));
  trade(asks, 60);
  history.damaged = true;
  asks.send('2', '7=1|16=0');
  w.pass(500, 10);
  expect(asks.isClosed).toBe(true);
  expect(asks.all().filter((m) => m.type === '4')).toEqual([]);
  expect(w.logs.join()).toContain('its past messages cannot be read: rotten');
  other.send('1', '112=STILL');
  expect(other.summary(112)).toEqual(['0 112=STILL']);
});

import { describe, expect, it } from 'vitest';
import { EpochStart } from '../../engine/records.js';
import { catJournal } from '../../journal/cat.js';
import type { JournalError } from '../../journal/errors.js';
import { segmentPath } from '../../journal/segment.js';
import { listSnapshots, readSnapshot, snapshotsDir, writeSnapshot } from '../../journal/snapshots.js';
import { readTrades } from '../../journal/trades.js';
import { PowerCut, SimDisk } from '../support/sim-disk.js';
import { DATA, DIR } from './support.js';
import { recoverVenue, Venue } from './venue.js';

function traded(everyCommands?: number, commands = 300): { disk: SimDisk; venue: Venue } {
  const disk = new SimDisk();
  const venue = new Venue(disk, recoverVenue(disk), everyCommands).open();
  for (let i = 0; i < commands; i += 50) {
    venue.trade(50, i + 1);
    venue.follower.work();
  }
  venue.stop();
  venue.follower.stop();
  return { disk, venue };
}

function code(what: () => unknown): string {
  try {
    what();
    return 'fine';
  } catch (error) {
    return (error as JournalError).code;
  }
}

describe('recovery', () => {
  it('of an empty directory finds nothing', () => {
    expect(recoverVenue(new SimDisk())).toMatchObject({ engine: null, seq: 0, epoch: 0, commands: 0, frameCrc: 0 });
  });

  it('brings back the state, and the next epoch goes on from it', () => {
    const { disk, venue } = traded();
    const recovered = recoverVenue(disk);
    expect(recovered).toMatchObject({ seq: venue.harness.seq, epoch: 1, commands: 307, snapshotSeq: 0, truncatedBytes: 0 });
    expect(recovered.engine?.stateHash()).toBe(venue.hash);
    const second = new Venue(disk, recovered);
    second.harness.logon(0);
    second.trade(20, 99);
    second.stop();
    const third = recoverVenue(disk);
    expect(third).toMatchObject({ seq: second.harness.seq, epoch: 2 });
    expect(third.engine?.stateHash()).toBe(second.hash);
  });

  it('starts from the newest snapshot', () => {
    const { disk, venue } = traded(100);
    const [newest, ...older] = listSnapshots(disk, DATA);
    expect(older).toHaveLength(2);
    const recovered = recoverVenue(disk);
    expect(recovered.snapshotSeq).toBe(newest.seq);
    expect(recovered.commands).toBe(venue.harness.seq - newest.seq);
    expect(recovered.engine?.stateHash()).toBe(venue.hash);
  });

  it('passes over a damaged snapshot to an older one, and with none replays all', () => {
    const { disk, venue } = traded(100);
    const snapshots = listSnapshots(disk, DATA);
    const lines: string[] = [];
    for (const [i, { path }] of snapshots.entries()) {
      disk.damage(path, 500, 0x20);
      const recovered = recoverVenue(disk, { log: (line) => lines.push(line) });
      expect(recovered.snapshotSeq).toBe(snapshots[i + 1]?.seq ?? 0);
      expect(recovered.engine?.stateHash()).toBe(venue.hash);
      expect(lines.pop()).toContain(path);
    }
  });

  it('gives the same resend index with a snapshot and without', () => {
    const { disk } = traded(100);
    const recovered = recoverVenue(disk);
    expect(recovered.snapshotSeq).toBeGreaterThan(0);
    const withSnapshot = recovered.resendIndex.serialize();
    for (const { path } of listSnapshots(disk, DATA)) disk.unlink(path);
    expect(recoverVenue(disk).resendIndex.serialize()).toEqual(withSnapshot);
  });

  it('writes events again that were cut off after their command', () => {
    const { disk, venue } = traded();
    const { harness, run } = venue;
    const second = new Venue(disk, recoverVenue(disk));
    second.harness.logon(0);
    second.flush();
    const before = second.harness.log.used;
    second.harness.massCancel('all', { session: 0 });
    const commandBytes = second.harness.log.views.i32[before >> 2];
    // the journal gets the command and two of its events
    let end = before + commandBytes;
    for (let i = 0; i < 2; i++) end += second.harness.log.views.i32[end >> 2];
    const whole = second.harness.log.used;
    expect(whole).toBeGreaterThan(end);
    second.harness.log.used = end;
    second.flush();

    const lines: string[] = [];
    const recovered = recoverVenue(disk, { log: (line) => lines.push(line) });
    expect(lines.join()).toMatch(/wrote \d+ events of command \d+ again/);
    expect(recovered.engine?.stateHash()).toBe(second.hash);
    expect(recovered.seq).toBe(second.harness.seq);
    const again = recoverVenue(disk);
    expect(again.events).toBe(recovered.events + Number(/wrote (\d+)/.exec(lines.join())?.[1]));
    expect(again.position).toEqual(recovered.position);
    expect(again.engine?.stateHash()).toBe(second.hash);
    expect(again.resendIndex.serialize()).toEqual(recovered.resendIndex.serialize());
    expect(harness.seq).toBeLessThan(second.harness.seq);
    expect(run.durable).toBe(harness.seq);
  });

  it('halts when more is known to have been durable', () => {
    const { disk, venue } = traded(100);
    expect(code(() => recoverVenue(disk, { highWaterSeq: venue.harness.seq }))).toBe('fine');
    expect(code(() => recoverVenue(disk, { highWaterSeq: venue.harness.seq + 1 }))).toBe('JOURNAL_LOST');
  });

  it('halts when the journal lacks what a snapshot holds', () => {
    const { disk } = traded(100);
    for (const name of disk.list(DIR)) disk.unlink(`${DIR}/${name}`);
    expect(code(() => recoverVenue(disk))).toBe('JOURNAL_LOST');
  });

  it('halts when the journal begins late and no snapshot covers it', () => {
    const { disk } = traded();
    disk.unlink(segmentPath(DIR, 1));
    expect(code(() => recoverVenue(disk))).toBe('SNAPSHOT_INVALID');
  });

  it('names the first event that is not reproduced', () => {
    const disk = new SimDisk();
    const venue = new Venue(disk).open();
    venue.harness.buy('a', 10, 100);
    const { log } = venue.harness;
    log.views.u8[log.used - 40] ^= 1;
    venue.stop();
    expect(() => recoverVenue(disk)).toThrow(
      /command \d+ \(NEW_ORDER\), 0 bytes into its events: expected EXEC .* differ at byte \d+/,
    );
    expect(() => venue.follower.work()).toThrow(/disagree/);
  });

  it.each([
    [1, /under rules 1, expected 2: .* replay it with Buttonwood 0\.1\.0, and give this release a data directory of its own/],
    [99, /under rules 99, expected 2: .* the release of Buttonwood that has rules 99/],
  ])('refuses a log that was written under rules %i, and says which release replays it', (rules, message) => {
    const disk = new SimDisk();
    const venue = new Venue(disk);
    venue.harness.log.views.i32[EpochStart.RULES >> 2] = rules;
    venue.stop();
    expect(code(() => recoverVenue(disk))).toBe('RULES_VERSION');
    expect(() => recoverVenue(disk)).toThrow(message);
    for (const fromSeq of [1, 3]) expect(() => [...catJournal({ disk, dataDir: DATA, fromSeq })]).toThrow(message);
    expect(() => [...readTrades(disk, DATA)]).toThrow(message);
  });

  it('refuses a snapshot of another release, rather than pass over it and ask for segments that are gone', () => {
    const { disk } = traded(100);
    const newest = listSnapshots(disk, DATA)[0];
    if (newest === undefined) throw new Error('expected a snapshot');
    writeSnapshot(disk, DATA, { ...readSnapshot(disk, newest.path), rulesVersion: 1 });
    expect(code(() => recoverVenue(disk))).toBe('RULES_VERSION');
    expect(() => recoverVenue(disk)).toThrow(/\.snap holds a state under rules 1, expected 2: .* Buttonwood 0\.1\.0/);
  });

  it('removes what an earlier run was making', () => {
    const { disk, venue } = traded();
    disk.put(`${DIR}/00000009.preparer.tmp`, new Uint8Array(1000));
    disk.put(`${snapshotsDir(DATA)}/0000000000000001.snap.tmp`, new Uint8Array(10));
    expect(recoverVenue(disk).engine?.stateHash()).toBe(venue.hash);
    expect(disk.list(DIR).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('keeps every acknowledged command, whenever the power fails in trading, snapshots and recovery', () => {
    const work = (disk: SimDisk): { acked: number; hashes: Map<number, string> } => {
      const hashes = new Map<number, string>();
      let acked = 0;
      try {
        const venue = new Venue(disk, recoverVenue(disk), 15).open();
        for (let i = 0; i < 24; i++) {
          venue.trade(2, i + 1);
          hashes.set(venue.harness.seq, venue.hash);
          acked = venue.run.durable;
          venue.follower.work();
        }
        venue.stop();
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
      }
      return { acked, hashes };
    };
    const calm = new SimDisk();
    const { hashes } = work(calm);
    for (let cutAt = 1; cutAt <= calm.calls; cutAt++) {
      const disk = new SimDisk();
      disk.cutAt = cutAt;
      const { acked } = work(disk);
      disk.powerCut(cutAt);
      disk.cutAt = disk.calls + 1 + (cutAt % 23);
      try {
        recoverVenue(disk);
        disk.cutAt = 0;
      } catch (error) {
        expect(error).toBeInstanceOf(PowerCut);
        disk.powerCut(cutAt + 1);
      }
      const recovered = recoverVenue(disk);
      expect(recovered.seq).toBeGreaterThanOrEqual(acked);
      const hash = hashes.get(recovered.seq);
      if (hash !== undefined) expect(recovered.engine?.stateHash()).toBe(hash);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { Stat } from '../../engine/stats.js';
import { listSnapshots, readSnapshot, snapshotsDir } from '../../journal/snapshots.js';
import { SimDisk } from '../support/sim-disk.js';
import { DATA } from './support.js';
import { recoverVenue, Venue } from './venue.js';

describe('the follower', () => {
  it('writes a snapshot each so many commands and keeps the newest three', () => {
    const disk = new SimDisk();
    const venue = new Venue(disk, recoverVenue(disk), 40).open();
    for (let i = 0; i < 300; i++) {
      venue.trade(1, i + 1);
      venue.follower.work();
    }
    const seqs = listSnapshots(disk, DATA).map(({ seq }) => seq);
    expect(seqs).toHaveLength(3);
    expect(seqs[0] - seqs[1]).toBeGreaterThanOrEqual(40);
    expect(venue.run.stats.get(Stat.followerSnapshots)).toBeGreaterThan(5);
    expect(venue.run.stats.get(Stat.followerSeq)).toBe(venue.harness.seq);
  });

  it('takes the state that the live engine had, without touching it', () => {
    const disk = new SimDisk();
    const venue = new Venue(disk, recoverVenue(disk), 1).open();
    venue.trade(200, 1);
    const hash = venue.hash;
    venue.follower.work();
    const snapshot = readSnapshot(disk, listSnapshots(disk, DATA)[0].path);
    expect(snapshot).toMatchObject({ seq: venue.harness.seq, stateHash: hash, epoch: 1, rulesVersion: 2 });
    expect(venue.hash).toBe(hash);
  });

  it('sees nothing that is not durable', () => {
    const disk = new SimDisk();
    const venue = new Venue(disk, recoverVenue(disk), 1).open();
    venue.flush();
    while (venue.follower.work() > 0);
    const durable = venue.harness.seq;
    venue.harness.buy('x', 1, 100);
    venue.log();
    venue.run.log.publish();
    expect(venue.follower.work()).toBe(0);
    expect(listSnapshots(disk, DATA)[0].seq).toBe(durable);
  });

  it('starts from what was recovered, in the middle of a journal', () => {
    const disk = new SimDisk();
    const first = new Venue(disk).open();
    first.trade(120, 1);
    first.stop();
    const second = new Venue(disk, recoverVenue(disk), 1);
    second.harness.logon(0);
    second.trade(60, 2);
    second.stop();
    second.follower.stop();
    expect(second.run.stats.get(Stat.followerSeq)).toBe(second.harness.seq);
    expect(recoverVenue(disk)).toMatchObject({ snapshotSeq: second.harness.seq, commands: 0 });
  });

  it('goes on without a snapshot while the disk is full', () => {
    const disk = new SimDisk();
    const venue = new Venue(disk, recoverVenue(disk), 20).open();
    venue.trade(30, 1);
    disk.capacityBytes = 1;
    while (venue.follower.work() > 0);
    expect(disk.list(snapshotsDir(DATA))).toEqual([]);
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    venue.trade(40, 2);
    while (venue.follower.work() > 0);
    expect(listSnapshots(disk, DATA).length).toBeGreaterThan(0);
    expect(recoverVenue(disk).engine?.stateHash()).toBe(venue.hash);
  });

  it('stops everything at the first event that differs', () => {
    const disk = new SimDisk();
    const venue = new Venue(disk).open();
    venue.trade(30, 3);
    while (venue.follower.work() > 0);
    venue.harness.buy('wrong', 7, 100);
    const { log } = venue.harness;
    log.views.f64[(log.used >> 3) - 6] += 1;
    venue.flush();
    expect(() => venue.follower.work()).toThrow(expect.objectContaining({ code: 'DIVERGENCE' }));
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catJournal } from '../../journal/cat.js';
import { DirectorySource, replay } from '../../journal/replay.js';
import { segmentPath } from '../../journal/segment.js';
import { verifyJournal } from '../../journal/verify.js';
import { SimDisk } from '../support/sim-disk.js';
import { DATA, DIR, JournalRun } from './support.js';
import { recoverVenue, Venue } from './venue.js';

const main = new URL('../../dist/gateway/cli/main.js', import.meta.url).pathname;

function traded(): { disk: SimDisk; venue: Venue } {
  const disk = new SimDisk();
  const venue = new Venue(disk, recoverVenue(disk), 100).open();
  venue.trade(300, 1);
  venue.stop();
  venue.run.prepare();
  venue.follower.stop();
  return { disk, venue };
}

describe('replay', () => {
  it('reproduces the state, all of it or up to a command', async () => {
    const { disk, venue } = traded();
    const all = await replay(new DirectorySource(disk, DATA));
    expect(all).toMatchObject({ commands: 307, lastSeq: 307, stateHash: venue.hash });
    const part = await replay(new DirectorySource(disk, DATA), 100);
    expect(part).toMatchObject({ commands: 100, lastSeq: 100 });
    expect(part.stateHash).not.toBe(venue.hash);
    await expect(replay(new DirectorySource(disk, DATA), 308)).rejects.toThrow(/expected commands up to 308, it ends with 307/);
  });

  it('goes on where another process has written meanwhile', () => {
    const disk = new SimDisk();
    const run = new JournalRun(disk);
    run.command();
    run.flush();
    const source = new DirectorySource(disk, DATA);
    expect(source.next()?.header.lastSeq).toBe(1);
    expect(source.next()).toBeNull();
    run.command();
    run.flush();
    expect(source.next()?.header.lastSeq).toBe(2);
  });

  it('changes nothing, and runs beside an exchange that writes', async () => {
    const disk = new SimDisk();
    const venue = new Venue(disk).open();
    venue.trade(50, 1);
    const source = new DirectorySource(disk, DATA);
    while (source.next() !== null);
    venue.trade(50, 2);
    let more = 0;
    while (source.next() !== null) more++;
    expect(more).toBeGreaterThan(0);
    const kinds = new Set<string>();
    disk.onCall = (_, kind) => kinds.add(kind);
    await replay(new DirectorySource(disk, DATA));
    expect([...kinds].sort()).toEqual(['list', 'open', 'read']);
  });

  it('says where there is no journal', () => {
    expect(() => new DirectorySource(new SimDisk(), DATA)).toThrow(/expected a journal from its first segment on, got none/);
  });
});

describe('verify', () => {
  it('counts what is there', () => {
    const { disk } = traded();
    const report = verifyJournal(disk, DATA);
    expect(report).toMatchObject({ commands: 307, firstSeq: 1, lastSeq: 307, tornBytes: 0, problems: [] });
    expect(report.snapshots).toBeGreaterThan(0);
    expect(report.digests).toBeGreaterThan(0);
  });

  it('may begin at a command', () => {
    const { disk } = traded();
    const report = verifyJournal(disk, DATA, 200);
    expect(report).toMatchObject({ lastSeq: 307, problems: [] });
    expect(report.firstSeq).toBeGreaterThan(150);
    expect(report.firstSeq).toBeLessThanOrEqual(200);
  });

  it('names what is wrong', () => {
    const { disk } = traded();
    disk.damage(segmentPath(DIR, 1), 600, 1);
    const { problems } = verifyJournal(disk, DATA);
    expect(problems[0]).toMatch(/JOURNAL_CORRUPT: .*00000001.seg at 512/);
    expect(problems[1]).toMatch(/expected SHA-256/);
  });
});

describe('cat', () => {
  it('shows each record, from a command on', () => {
    const { disk } = traded();
    const all = [...catJournal({ disk, dataDir: DATA, fromSeq: 1 })];
    expect(all[0]).toMatchObject({ seq: 1, type: 'EPOCH_START', epoch: 1 });
    expect(all.filter(({ type }) => type === 'EPOCH_STARTED')).toHaveLength(1);
    const late = [...catJournal({ disk, dataDir: DATA, fromSeq: 200 })];
    expect(late).toEqual(all.filter(({ seq }) => Number(seq) >= 200));
  });

  it('follows one order, with the commands that concern it', () => {
    const { disk } = traded();
    const order = String([...catJournal({ disk, dataDir: DATA, fromSeq: 1 })].find(({ type }) => type === 'EXEC')?.['orderId']);
    expect(order).toMatch(/^1-\d+$/);
    const story = [...catJournal({ disk, dataDir: DATA, fromSeq: 1, order })];
    expect(story[0]).toMatchObject({ type: 'NEW_ORDER' });
    expect(story[1]).toMatchObject({ type: 'EXEC', orderId: order });
  });
});

describe('the command line', () => {
  let data = '';
  beforeAll(() => {
    data = mkdtempSync(join(tmpdir(), 'buttonwood-'));
    mkdirSync(join(data, 'journal'));
    const { disk } = traded();
    for (const name of disk.list(DIR)) writeFileSync(join(data, 'journal', name), disk.content(join(DIR, name)));
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  const run = (...args: string[]) => execFileSync(process.execPath, [main, ...args], { encoding: 'utf8' });

  it('replays, verifies and prints a data directory', () => {
    expect(JSON.parse(run('replay', '--data', data, '--json'))).toMatchObject({ commands: 307, lastSeq: 307 });
    expect(JSON.parse(run('journal', 'verify', '--data', data, '--json'))).toMatchObject({ lastSeq: 307, problems: [] });
    const lines = run('journal', 'cat', '--data', data, '--from', '300', '--json').trim().split('\n');
    expect(JSON.parse(lines[0])).toMatchObject({ seq: 300 });
    expect(run('journal', 'cat', '--data', data)).toMatch(/^1 2023-11-14T22:13:20.000Z EPOCH_START session=-1 .*epoch=1/);
  });

  it('ends with 1 and one line that says what to do', () => {
    const fails = (...args: string[]) => {
      const { status, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
      expect(status).toBe(1);
      return stderr;
    };
    expect(fails('replay', '--data', join(data, 'none'))).toMatch(/FILE_MISSING: .*check --data/);
    expect(fails('replay')).toMatch(/BAD_ARGUMENT: replay: expected either --data DIR or --s3/);
    expect(fails('replay', '--s3', 'http://x')).toMatch(/BAD_ARGUMENT: --s3: expected s3:\/\/bucket\/prefix, got http:\/\/x/);
    expect(fails('journal', 'cat', '--data', join(data, 'none'))).toMatch(/BAD_ARGUMENT: --data: expected a directory/);
    expect(fails('journal', 'cat', '--data', data, '--order', 'abc')).toMatch(/expected an OrderID such as 1-42/);
  });
});

/**
 * kill -9 under load, again and again: what the brokers were told is compared with what the exchange knows after each restart.
 * Run by kill.test.ts, and by hand for longer: `node dist/test/fault/kill-many.js --times 200`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Directory } from '../../engine/directory.js';
import { Exec, FIRST_OWNED, ID_SPAN, LAST_OWNED, Owned, Type } from '../../engine/records.js';
import { getText } from '../../engine/text.js';
import { Random } from '../../gateway/demo/random.js';
import { NodeDisk } from '../../journal/disk.js';
import { FrameReader, FrameRecords } from '../../journal/reader.js';
import { FIRST_FRAME, journalDir } from '../../journal/segment.js';
import { Broker, type Told } from '../support/brokers.js';
import { runCli, startExchange, symbols, temporaryDirectory, writeConfig } from '../support/exchange.js';

export interface KillReport {
  kills: number;
  /** Reports that brokers had before a kill. */
  told: number;
  /** Reports that they got by resend after a restart. */
  resent: number;
  commands: number;
}

interface Replayed {
  commands: number;
  lastSeq: number;
  stateHash: string;
}

const names = ['BROKER001', 'BROKER002', 'BROKER003', 'BROKER004'];
/** The first two have cancel on disconnect, with no grace. */
const cancels = (name: string) => name <= 'BROKER002';

export async function killRepeatedly(times: number, seed: number, log: (line: string) => void = () => {}): Promise<KillReport> {
  const random = new Random(seed);
  const dir = temporaryDirectory();
  const sessions = names.map((senderCompId) => ({ senderCompId, cancelOnDisconnect: cancels(senderCompId), graceMs: 0 }));
  const config = writeConfig(dir, { sessions, snapshotEveryCommands: 3000 });
  const brokers = names.map((name, i) => new Broker(name, symbols, new Random(seed + i + 1)));
  let before: Replayed | null = null;

  for (let round = 0; round <= times; round++) {
    const exchange = await startExchange(['--config', config]);
    const { recovered } = exchange.ready;
    const epoch = round + 1;
    if (before !== null) {
      expectEqual(recovered.stateHash, before.stateHash, `round ${round}: state hash of the restart and of the replay`);
      expectEqual(recovered.lastSeq, before.lastSeq, `round ${round}: last command of the restart and of the replay`);
    }
    await Promise.all(brokers.map((broker) => broker.connect(exchange.fixPort)));
    for (const broker of brokers) {
      if (cancels(broker.name)) await broker.until(() => !broker.holdsFromBefore(epoch), 'cancel on disconnect');
    }
    if (round === times) {
      for (const broker of brokers) await broker.logout();
      expectEqual(await exchange.stop(), 0, 'exit code of the clean stop');
      break;
    }
    const killAt = Date.now() + 20 + random.below(120);
    while (Date.now() < killAt) {
      for (const broker of brokers) broker.trade();
      await pause(1);
    }
    await exchange.kill();
    for (const broker of brokers) broker.lost();
    before = await replay(`${dir}/data`);
    log(
      `round ${round + 1}: ${before.commands} commands, ${recovered.seconds} s to recover, hash ${before.stateHash.slice(0, 12)}`,
    );
  }
  checkTold(`${dir}/data`, brokers);
  for (const { name, faults } of brokers) expectEqual(faults.join('; '), '', `${name}: rejects`);
  return {
    kills: times,
    told: brokers.reduce((sum, broker) => sum + broker.told.length, 0),
    resent: brokers.reduce((sum, broker) => sum + broker.resent, 0),
    commands: (await replay(`${dir}/data`)).commands,
  };
}

async function replay(dataDir: string): Promise<Replayed> {
  const { code, stdout, stderr } = await runCli(['replay', '--data', dataDir, '--json']);
  if (code !== 0) throw new Error(`replay ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as Replayed;
}

/** Everything that a broker was told stands in the journal under the same number, and everything in the journal was told. */
function checkTold(dataDir: string, brokers: readonly Broker[]): void {
  const recorded = recordedReports(dataDir);
  for (const { name, told, state } of brokers) {
    const reports = recorded.get(name)!.filter(({ msgSeqNum }) => msgSeqNum < state.nextIn);
    expectEqual(JSON.stringify(told), JSON.stringify(reports), `${name}: what it was told and what the journal holds`);
  }
}

function recordedReports(dataDir: string): Map<string, Told[]> {
  const reader = new FrameReader({ disk: new NodeDisk(), dir: journalDir(dataDir), from: { segment: 1, offset: FIRST_FRAME } });
  const records = new FrameRecords();
  const directory = new Directory();
  const bySession = new Map<string, Told[]>(names.map((name) => [name, []]));
  for (let frame = reader.next(); frame !== null; frame = reader.next()) {
    records.over(frame);
    for (let at = records.next(); at >= 0; at = records.next()) {
      const { views, type } = records;
      directory.apply(views, at);
      if (type < FIRST_OWNED || type > LAST_OWNED || type !== Type.EXEC) continue;
      const { i32, f64, u8 } = views;
      const execId = f64[(at + Exec.EXEC_ID) >> 3];
      bySession.get(directory.sessions[i32[(at + Owned.SESSION) >> 2]].senderCompId)!.push({
        msgSeqNum: i32[(at + Owned.MSG_SEQ_NUM) >> 2],
        execId: `${Math.floor(execId / ID_SPAN)}-${execId % ID_SPAN}`,
        execType: String.fromCharCode(u8[at + Exec.EXEC_TYPE]),
        clOrdId: getText(u8, at + Exec.TEXT, u8[at + Exec.LENGTHS]),
        lastQty: u8[at + Exec.EXEC_TYPE] === 0x46 ? f64[(at + Exec.LAST_QTY) >> 3] : 0,
      });
    }
  }
  reader.close();
  return bySession;
}

function expectEqual(got: unknown, expected: unknown, what: string): void {
  if (got === expected) return;
  throw new Error(`${what}: expected ${shorten(expected)}, got ${shorten(got)}`);
}

function shorten(value: unknown): string {
  const text = String(value);
  return text.length > 2000 ? `${text.slice(0, 1000)} … ${text.slice(-1000)}` : text;
}

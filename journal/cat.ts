/** The records of a journal as described objects, in order: for `journal cat`. Reads only. */
import { FIRST_EVENT, Type } from '../engine/records.js';
import { type Described, describeRecord } from './describe.js';
import type { Disk } from './disk.js';
import { locateFrame } from './locate.js';
import { FrameReader, FrameRecords } from './reader.js';
import { checkEpoch } from './rules.js';
import { journalDir } from './segment.js';

export interface CatOptions {
  disk: Disk;
  dataDir: string;
  /** First command to show. */
  fromSeq: number;
  /** Only what concerns this order (`epoch-counter`), each with the command that caused it. */
  order?: string | undefined;
}

export function* catJournal({ disk, dataDir, fromSeq, order }: CatOptions): Generator<Described> {
  const dir = journalDir(dataDir);
  if (fromSeq > 1) checkBeginning(disk, dir);
  const reader = new FrameReader({ disk, dir, from: locateFrame(disk, dir, fromSeq, null) });
  const records = new FrameRecords();
  let command: Described | null = null;
  try {
    for (let frame = reader.next(); frame !== null; frame = reader.next()) {
      records.over(frame);
      for (let at = records.next(); at >= 0; at = records.next()) {
        if (records.type === Type.EPOCH_START) checkEpoch(records.views, at, records.seq);
        if (records.seq < fromSeq) continue;
        const said = describeRecord(records.views, at, records.seq, records.timeUs);
        if (order === undefined || said['orderId'] === order) {
          if (command && command !== said) yield command;
          command = null;
          yield said;
        } else if (records.type < FIRST_EVENT) command = said;
      }
    }
  } finally {
    reader.close();
  }
}

/** The rules of a journal that is read from somewhere in an epoch: those of its first command. */
function checkBeginning(disk: Disk, dir: string): void {
  const reader = new FrameReader({ disk, dir, from: locateFrame(disk, dir, 1, null) });
  const records = new FrameRecords();
  try {
    const frame = reader.next();
    if (frame === null) return;
    records.over(frame);
    const at = records.next();
    if (at >= 0 && records.type === Type.EPOCH_START) checkEpoch(records.views, at, records.seq);
  } finally {
    reader.close();
  }
}

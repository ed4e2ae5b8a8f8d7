/** The records of a journal as described objects, in order: for `journal cat`. Reads only. */
import { FIRST_EVENT } from '../engine/records.js';
import { type Described, describeRecord } from './describe.js';
import type { Disk } from './disk.js';
import { locateFrame } from './locate.js';
import { FrameReader, FrameRecords } from './reader.js';
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
  const reader = new FrameReader({ disk, dir, from: locateFrame(disk, dir, fromSeq, null) });
  const records = new FrameRecords();
  let command: Described | null = null;
  try {
    for (let frame = reader.next(); frame !== null; frame = reader.next()) {
      records.over(frame);
      for (let at = records.next(); at >= 0; at = records.next()) {
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

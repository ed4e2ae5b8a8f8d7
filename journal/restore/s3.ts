/**
 * The log as the mirror's objects hold it: a source of frames in order, for `replay --s3` and for rebuilding a site.
 * It says nothing is there, or gives out the whole of it: duplicates dropped, forks and gaps refused, and so is an end before
 * the one that the watermark names, for a missing suffix looks like a clean end. It only reads.
 */
import { JournalError } from '../errors.js';
import { decodeFrame, type Frame } from '../frame.js';
import { JOURNAL_FOLDER, parseWatermark, WATERMARK_FOLDER, type Watermark } from '../mirror/layout.js';
import type { ObjectStore } from '../mirror/object-store.js';
import type { FrameSource } from '../replay.js';
import { assemble, type Chain, type Superseded } from './chain.js';
import { FrameIndex } from './frame-index.js';
import { Objects } from './objects.js';
import { retried } from './retry.js';

const FETCH_AHEAD = 3;

export interface S3SourceOptions {
  readonly store: ObjectStore;
  /** What all keys begin with; the folders of mirror/layout.ts come after it. */
  readonly prefix?: string;
  /** How long to wait for what Firehose has acknowledged and not yet delivered. */
  readonly waitMs?: number;
  readonly pollMs?: number;
  /** Takes what is there when the end is missing or unknown. A gap or a fork is refused all the same. */
  readonly acceptLoss?: boolean;
  readonly parallel?: number;
  /** Unpacked objects kept in memory. Beside it the index takes 56 bytes a frame. */
  readonly keepBytes?: number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  readonly nowMs?: () => number;
}

export interface RestoreReport {
  readonly objects: number;
  readonly bytes: number;
  readonly frames: number;
  readonly duplicates: number;
  readonly lastSeq: number;
  readonly watermark: Watermark | null;
  /** Commands that clients may have seen and that are not here; 0 unless loss was accepted. */
  readonly missing: number;
  readonly superseded: readonly Superseded[];
  readonly foreign: readonly string[];
  readonly damaged: readonly { key: string; what: string }[];
}

/** Lists, fetches and checks everything, then opens the log for reading. Throws a JournalError that names what is wrong. */
export async function openS3Source(options: S3SourceOptions): Promise<S3Source> {
  const { store, prefix = '', waitMs = 0, pollMs = 500, parallel = 8, keepBytes = 256 * 1024 * 1024 } = options;
  const sleep = options.sleep ?? ((ms: number) => new Promise((resolve) => setTimeout(resolve, ms)));
  const nowMs = options.nowMs ?? (() => performance.now());
  const until = nowMs() + waitMs;
  const objects = new Objects(store, parallel, keepBytes, sleep);
  const index = new FrameIndex();
  const where = (frame: number) => `${objects.keys[index.object(frame)]} at ${index.at(frame)}`;
  // read once: a site that is alive moves its watermark on, and this restore would never end
  const watermark = await reach(() => retried(() => newestWatermark(store, prefix), sleep));
  for (;;) {
    await reach(() => objects.take(`${prefix}${JOURNAL_FOLDER}`, index));
    try {
      const chain = assemble(index, where);
      const missing = checkEnd(index, chain, watermark, options, prefix);
      return new S3Source(objects, index, chain, report(objects, index, chain, watermark, missing));
    } catch (error) {
      const { code } = error as JournalError;
      const mayCome = code === 'RESTORE_GAP' || code === 'RESTORE_INCOMPLETE' || code === 'RESTORE_EMPTY';
      if (!mayCome || nowMs() >= until) throw withSuspects(error as JournalError, objects);
    }
    await sleep(pollMs);
  }
}

export class S3Source implements FrameSource {
  private cursor = 0;
  /** Objects in the order of their first use, and how many of them have been asked for. */
  private readonly order: number[];
  private asked = 0;

  constructor(
    private readonly objects: Objects,
    private readonly index: FrameIndex,
    private readonly chain: Chain,
    readonly report: RestoreReport,
  ) {
    const seen = new Set<number>();
    for (const frame of chain.frames) seen.add(index.object(frame));
    this.order = [...seen];
  }

  async next(): Promise<Frame | null> {
    const { index, chain } = this;
    if (this.cursor >= chain.frames.length) return null;
    const frame = chain.frames[this.cursor++];
    const object = index.object(frame);
    if (this.order[this.asked] === object) this.fetchAhead();
    const bytes = await reach(() => this.objects.content(object));
    const decoded = decodeFrame(bytes, index.at(frame));
    if (decoded?.header.crc === index.crc(frame)) return decoded;
    throw new JournalError(
      'JOURNAL_CORRUPT',
      `${this.objects.keys[object]} at ${index.at(frame)}: it has changed since it was checked`,
    );
  }

  close(): void {
    this.cursor = this.chain.frames.length;
    this.objects.close();
  }

  private fetchAhead(): void {
    this.asked++;
    for (const object of this.order.slice(this.asked, this.asked + FETCH_AHEAD)) {
      this.objects.content(object).catch(() => undefined); // the error comes with its turn
    }
  }
}

async function newestWatermark(store: ObjectStore, prefix: string): Promise<Watermark | null> {
  let newest: Watermark | null = null;
  for await (const { key } of store.list(`${prefix}${WATERMARK_FOLDER}`)) {
    const bytes = await store.get(key);
    const mark = bytes && parseWatermark(bytes);
    if (mark && (newest === null || mark.epoch > newest.epoch)) newest = mark;
  }
  return newest;
}

/** Whether nothing is missing at the end; returns how many commands are known to be, if that is accepted. */
function checkEnd(
  index: FrameIndex,
  chain: Chain,
  mark: Watermark | null,
  { acceptLoss = false }: S3SourceOptions,
  prefix: string,
): number {
  const { frames } = chain;
  if (frames.length === 0) {
    const folder = `${prefix}${JOURNAL_FOLDER}`;
    throw new JournalError(
      'RESTORE_EMPTY',
      `expected the mirror's objects under ${folder}, found no frame; check bucket and prefix, and that the stream delivers to ${folder}`,
    );
  }
  const top = frames[frames.length - 1];
  const lastSeq = index.lastSeq(top);
  if (mark === null) {
    if (acceptLoss) return 0;
    throw new JournalError(
      'RESTORE_NO_WATERMARK',
      `expected a watermark under ${prefix}${WATERMARK_FOLDER}: without it nobody knows whether command ${lastSeq} is the last; ` +
        'to take what is there, accept the loss',
    );
  }
  if (acceptLoss) return Math.max(0, mark.safeSeq - lastSeq);
  if (index.epoch(top) > mark.epoch) {
    throw new JournalError(
      'RESTORE_NO_WATERMARK',
      `expected a watermark of epoch ${index.epoch(top)} under ${prefix}${WATERMARK_FOLDER}, found none later than epoch ${mark.epoch}: ` +
        `without it nobody knows whether command ${lastSeq} is the last; to take what is there, accept the loss`,
    );
  }
  const whole = index.epoch(top) === mark.epoch && lastSeq >= mark.seq && holds(index, chain, mark);
  if (whole && lastSeq >= mark.safeSeq) return 0;
  const expected = Math.max(mark.seq, mark.safeSeq);
  const said = new Date(mark.timeUs / 1000).toISOString();
  const why = whole
    ? `commands up to ${expected} may have reached clients, and ${expected - lastSeq} of them had not been mirrored`
    : `Firehose had acknowledged commands up to ${mark.seq} of epoch ${mark.epoch}`;
  throw new JournalError(
    'RESTORE_INCOMPLETE',
    `the end is missing: ${why} (watermark of ${said}), but what is there ends with command ${lastSeq} of epoch ${index.epoch(top)}; ` +
      'wait if Firehose may still deliver it; to go on without it, accept the loss',
  );
}

/** Whether the frame that the watermark names is in the chain. */
function holds(index: FrameIndex, { frames }: Chain, mark: Watermark): boolean {
  for (let i = frames.length - 1; i >= 0 && index.lastSeq(frames[i]) >= mark.seq; i--) {
    if (index.crc(frames[i]) === mark.crc) return true;
  }
  return false;
}

function report(
  objects: Objects,
  index: FrameIndex,
  chain: Chain,
  watermark: Watermark | null,
  missing: number,
): RestoreReport {
  const { frames, duplicates, superseded } = chain;
  const lastSeq = index.lastSeq(frames[frames.length - 1]);
  const { foreign, damaged, bytes } = objects;
  const counts = { objects: objects.keys.length, bytes, frames: frames.length, duplicates, lastSeq };
  return { ...counts, watermark, missing, superseded, foreign, damaged };
}

/** Damaged objects are the first to suspect when something is missing. */
function withSuspects(error: JournalError, { damaged }: Objects): JournalError {
  if (damaged.length === 0 || error.code === 'RESTORE_FORK') return error;
  const shown = damaged.slice(0, 5).map(({ key, what }) => `${key} (${what})`);
  const more = damaged.length > shown.length ? ` and ${damaged.length - shown.length} more` : '';
  return new JournalError(error.code, `${error.message}. Damaged: ${shown.join(', ')}${more}`, { cause: error });
}

/** Does it; what the store or the way to it says becomes an error that an operator can read. */
async function reach<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof JournalError) throw error;
    const { name, message } = error as Error;
    throw new JournalError(
      'STORE_UNREACHABLE',
      `cannot read the bucket: ${name}: ${message}; check endpoint, bucket, region and credentials`,
      { cause: error },
    );
  }
}

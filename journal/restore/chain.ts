/**
 * Makes one history of the frames that were found: in order, without duplicates, each the successor of the one before it.
 * Two frames in one place of one epoch are a fork, and a link that is missing is a gap: neither is passed over.
 * Where a newer epoch goes on from an earlier command, its chain decides; what it left behind is reported.
 */
import { JournalError } from '../errors.js';
import type { FrameIndex } from './frame-index.js';

export interface Superseded {
  readonly epoch: number;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly frames: number;
}

export interface Chain {
  /** Frames by their number in the index. */
  readonly frames: Uint32Array;
  readonly duplicates: number;
  readonly superseded: readonly Superseded[];
}

/** @param where names a frame for messages */
export function assemble(index: FrameIndex, where: (frame: number) => string): Chain {
  const sorted = new Uint32Array(index.count).map((_, i) => i);
  sorted.sort((a, b) => index.comparePlace(a, b) || a - b);
  const stack = new Uint32Array(index.count);
  const superseded: Superseded[] = [];
  let length = 0;
  let duplicates = 0;
  for (const [i, frame] of sorted.entries()) {
    if (i > 0 && index.comparePlace(sorted[i - 1], frame) === 0) {
      if (index.crc(sorted[i - 1]) !== index.crc(frame)) throw forked(index, sorted[i - 1], frame, where);
      duplicates++;
      sorted[i] = sorted[i - 1];
      continue;
    }
    if (length > 0 && index.epoch(frame) > index.epoch(stack[length - 1])) {
      const keep = cut(index, stack, length, frame);
      if (keep < length) superseded.push(describe(index, stack, keep, length));
      length = keep;
    }
    link(index, length === 0 ? -1 : stack[length - 1], frame, where);
    stack[length++] = frame;
  }
  return { frames: stack.subarray(0, length), duplicates, superseded };
}

/** How many frames of the stack the first frame of a new epoch keeps: up to the one that it names. */
function cut(index: FrameIndex, stack: Uint32Array, length: number, frame: number): number {
  const before = seqBefore(index, frame);
  for (let keep = length; keep > 0; keep--) {
    const top = stack[keep - 1];
    if (index.lastSeq(top) < before) break;
    if (index.lastSeq(top) === before && index.crc(top) === index.prevCrc(frame)) return keep;
  }
  return length; // it is not there: link() says so
}

function link(index: FrameIndex, top: number, frame: number, where: (frame: number) => string): void {
  const before = seqBefore(index, frame);
  const ends = top < 0 ? 0 : index.lastSeq(top);
  if (index.prevCrc(frame) === (top < 0 ? 0 : index.crc(top)) && ends === before) return;
  if (top >= 0 && before < ends) throw forked(index, top, frame, where);
  const missing = before > ends ? `commands ${ends + 1} to ${before} are missing` : `a frame after command ${ends} is missing`;
  const after = top < 0 ? 'the beginning' : `command ${ends} (${where(top)})`;
  throw new JournalError(
    'RESTORE_GAP',
    `${missing}: expected what follows ${after}, got command ${index.firstSeq(frame)} (${where(frame)}); ` +
      'wait if Firehose may still deliver it, else look for the object and in the error output, or send the journal again',
  );
}

/** The command that must come last before this frame. */
function seqBefore(index: FrameIndex, frame: number): number {
  return index.firstSeq(frame) - (index.continued(frame) ? 0 : 1);
}

function forked(index: FrameIndex, one: number, other: number, where: (frame: number) => string): JournalError {
  return new JournalError(
    'RESTORE_FORK',
    `two histories of epoch ${index.epoch(other)} from command ${index.firstSeq(other)} on: ${where(one)} and ${where(other)}; ` +
      'two exchanges have written as one: a person must decide which is right, and move the other objects away',
  );
}

function describe(index: FrameIndex, stack: Uint32Array, from: number, to: number): Superseded {
  return {
    epoch: index.epoch(stack[from]),
    fromSeq: index.firstSeq(stack[from]),
    toSeq: index.lastSeq(stack[to - 1]),
    frames: to - from,
  };
}

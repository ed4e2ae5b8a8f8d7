/**
 * What an object holds: gzip members of whole frames, one after the other. Nothing is believed but what its CRCs confirm;
 * the frames before a damaged place are still good, and the place is named.
 */
import { createGunzip } from 'node:zlib';
import { bodyIsRight, FrameHeader, readFrameHeader, SECTOR } from '../frame.js';

export interface Content {
  readonly bytes: Buffer;
  /** What is wrong with the object as a whole; null: nothing. */
  readonly damage: string | null;
}

/** Unpacks all members. A cut-off or rotten member ends it: what came before is returned with the reason. */
export function unpack(object: Buffer): Promise<Content> {
  return new Promise((resolve) => {
    const gunzip = createGunzip();
    const pieces: Buffer[] = [];
    const done = (damage: string | null) => resolve({ bytes: Buffer.concat(pieces), damage });
    gunzip.on('data', (piece: Buffer) => pieces.push(piece));
    gunzip.on('error', (error) => done(`gzip: ${error.message}`));
    gunzip.on('end', () => {
      // zlib takes bytes that do not begin a member for garbage, and says nothing
      const used = gunzip.bytesWritten;
      done(used === object.length ? null : `gzip: expected a member at byte ${used}, of ${object.length}`);
    });
    gunzip.end(object);
  });
}

export function looksLikeGzip(object: Buffer): boolean {
  return object.length > 2 && object[0] === 0x1f && object[1] === 0x8b;
}

/** Calls `found` for each whole frame; returns the places where there should have been one. */
export function scanFrames(bytes: Buffer, found: (header: FrameHeader, at: number) => void): number[] {
  const header = new FrameHeader();
  const bad: number[] = [];
  let wasGood = true;
  for (let at = 0; at < bytes.length; ) {
    const good = readFrameHeader(bytes, at, header) && bodyIsRight(bytes, at, header);
    if (good) found(header, at);
    else if (wasGood) bad.push(at);
    wasGood = good;
    at += good ? header.frameBytes : SECTOR;
  }
  return bad;
}

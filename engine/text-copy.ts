/** Copies text between records, a word at a time. For hot paths. */

/** Copies `length` bytes. Neither side need be aligned; nothing beyond is touched. */
export function copyText(to: DataView, at: number, from: DataView, start: number, length: number): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) to.setInt32(at + i, from.getInt32(start + i, true), true);
  for (; i < length; i++) to.setUint8(at + i, from.getUint8(start + i));
}

export function equalText(a: DataView, at: number, b: DataView, start: number, length: number): boolean {
  let i = 0;
  for (; i + 4 <= length; i += 4) if (a.getInt32(at + i, true) !== b.getInt32(start + i, true)) return false;
  for (; i < length; i++) if (a.getUint8(at + i) !== b.getUint8(start + i)) return false;
  return true;
}

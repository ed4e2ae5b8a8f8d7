/**
 * Copies text between records, a word at a time; the last word may overlap the one before it. For hot paths. Neither side need be
 * aligned; nothing beyond `length` bytes is touched.
 */
export function copyText(to: DataView, at: number, from: DataView, start: number, length: number): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) to.setInt32(at + i, from.getInt32(start + i, true), true);
  if (i === length) return;
  if (length > 4) to.setInt32(at + length - 4, from.getInt32(start + length - 4, true), true);
  else for (; i < length; i++) to.setUint8(at + i, from.getUint8(start + i));
}

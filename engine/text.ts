/** Latin1 text in records. */

/** Writes `text` at `at`; returns the byte after it. Characters above U+00FF become '?'. */
export function putText(u8: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    u8[at + i] = code > 0xff ? 0x3f : code;
  }
  return at + text.length;
}

export function getText(u8: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(u8[at + i]!);
  return text;
}

/** CheckSum(10) of bytes whose buffer is seen as words too. */

/** Words of which each adds at most 510 to a lane of 16 bits that must not carry into the other. */
const LANE_WORDS = 64;

/** Sum of the bytes modulo 256, four at a time in two lanes of 16 bits. @param words the same buffer, from its first byte on */
export function byteSum(u8: Uint8Array, words: Int32Array, from: number, to: number): number {
  let sum = 0;
  let at = from;
  for (; (at & 3) !== 0 && at < to; at++) sum += u8[at];
  const lastWord = to >> 2;
  let word = at >> 2;
  while (word < lastWord) {
    const end = Math.min(lastWord, word + LANE_WORDS);
    let lanes = 0;
    for (; word < end; word++) {
      const four = words[word];
      lanes += (four & 0xff00ff) + ((four >>> 8) & 0xff00ff);
    }
    sum += (lanes & 0xffff) + (lanes >>> 16);
  }
  for (at = Math.max(at, lastWord << 2); at < to; at++) sum += u8[at];
  return sum & 0xff;
}

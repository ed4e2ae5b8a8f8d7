/** CheckSum(10) of bytes whose buffer is seen as words too. */

/** Words whose bytes add up to less than 2^16, byte by byte. */
const STRETCH = 256;

/**
 * Sum of the bytes modulo 256, four at a time: of the words, and of their even bytes alone, in two lanes of 16 bits. The difference is
 * what the odd bytes are. @param words the same buffer, from its first byte on
 */
export function byteSum(u8: Uint8Array, words: Int32Array, from: number, to: number): number {
  let sum = 0;
  let at = from;
  for (; (at & 3) !== 0 && at < to; at++) sum += u8[at];
  const lastWord = to >> 2;
  let word = at >> 2;
  while (word < lastWord) {
    const end = Math.min(lastWord, word + STRETCH);
    let all = 0;
    let even = 0;
    for (const fours = end - 3; word < fours; word += 4) {
      const a = words[word];
      const b = words[word + 1];
      const c = words[word + 2];
      const d = words[word + 3];
      all = (((all + a) | 0) + ((b + c) | 0) + d) | 0;
      even = (even + (((a & 0xff00ff) + (b & 0xff00ff)) | 0) + (((c & 0xff00ff) + (d & 0xff00ff)) | 0)) | 0;
    }
    for (; word < end; word++) {
      const four = words[word];
      all = (all + four) | 0;
      even = (even + (four & 0xff00ff)) | 0;
    }
    const odd = (all - even) >>> 8;
    sum += (even & 0xffff) + (even >>> 16) + (odd & 0xffff) + (odd >>> 16);
  }
  for (at = Math.max(at, lastWord << 2); at < to; at++) sum += u8[at];
  return sum & 0xff;
}

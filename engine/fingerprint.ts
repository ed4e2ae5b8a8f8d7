/**
 * 64-bit fingerprints of (session, ClOrdID) as two int32, murmur-style. The two lowest bits of `lo` are left free for the
 * tables (clordids.ts), and `hi` is never 0. Engine thread only.
 */
export class Fingerprint {
  lo = 0;
  hi = 0;

  take(u8: Uint8Array, at: number, length: number, session: number): void {
    let a = Math.imul(session + 1, 0x9e3779b1) ^ length;
    let b = Math.imul(session + 1, 0x7feb352d) + length;
    const whole = length & ~3;
    let i = 0;
    for (; i < whole; i += 4) {
      const k = u8[at + i] | (u8[at + i + 1] << 8) | (u8[at + i + 2] << 16) | (u8[at + i + 3] << 24);
      a ^= Math.imul(k, 0xcc9e2d51);
      a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
      b ^= Math.imul(k, 0x1b873593);
      b = (Math.imul((b << 17) | (b >>> 15), 9) + 0x38495ab5) | 0;
    }
    let rest = 0;
    for (; i < length; i++) rest = (rest << 8) | u8[at + i];
    a = mix(a ^ Math.imul(rest, 0xcc9e2d51));
    b = mix((b ^ Math.imul(rest, 0x1b873593)) + a);
    a = (a + b) | 0;
    this.lo = a & ~3;
    this.hi = b === 0 ? 1 : b;
  }
}

export function mix(x: number): number {
  let y = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  y = Math.imul(y ^ (y >>> 13), 0xc2b2ae35);
  return y ^ (y >>> 16);
}

/**
 * The 32-bit Mersenne Twister (MT19937) and the distributions on top of it: the same numbers as the public benchmark's generator
 * takes, on every machine, so that a seed names a workload.
 */
const N = 624;
const M = 397;

export class Random {
  private readonly state = new Uint32Array(N);
  private next = N;

  /** @param seed an unsigned 32-bit integer */
  constructor(seed: number) {
    const { state } = this;
    state[0] = seed;
    for (let i = 1; i < N; i++) {
      const before = state[i - 1] ^ (state[i - 1] >>> 30);
      state[i] = Math.imul(before, 1_812_433_253) + i;
    }
  }

  /** 32 random bits as an unsigned integer. */
  word(): number {
    if (this.next === N) this.twist();
    let y = this.state[this.next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  private twist(): void {
    const { state } = this;
    for (let i = 0; i < N; i++) {
      const y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
      state[i] = state[(i + M) % N] ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
    }
    this.next = 0;
  }

  /** In [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** An integer from `from` to `to`, both included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.uniform() * (to - from + 1));
  }

  /** Whether something happens that has this chance. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Standard normal: Box-Muller, of which only the cosine is used. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(Math.max(this.uniform(), 1e-300)));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }
}

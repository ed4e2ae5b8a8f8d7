/**
 * Passwords as the configuration holds them: `scrypt$N$r$p$salt$hash`, salt and hash in base64. The work is done on the threads of
 * libuv's pool; the door's own only waits for it. Nothing here shows a password.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

const FORMAT = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/]+={0,2})\$([A-Za-z0-9+/]+={0,2})$/;
/** Memory of one check, 128·N·r: a configuration cannot ask for more. */
const MEMORY_MAX = 64 << 20;
const N_MIN = 1 << 10;
const P_MAX = 16;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** 16 MiB and 48 ms of CPU time; see gateway/fix/README.md. */
export const DEFAULT_LOG2_N = 14;
export const LOG2_N_RANGE = [10, 16] as const;

/** What a hash may look like. */
export const PASSWORD_HASH_EXPECTED =
  'expected what `buttonwood fix password` prints: scrypt$N$r$p$salt$hash with N a power of two from 1024, 128·N·r at most 64 MiB, p at most 16';

export class PasswordHash {
  private constructor(
    private readonly options: ScryptOptions,
    private readonly salt: Uint8Array,
    private readonly hash: Uint8Array,
  ) {}

  /** null: it is none, or asks for more than a check may take. */
  static parse(text: string): PasswordHash | null {
    const [, N, r, p] = (FORMAT.exec(text) ?? []).map(Number);
    const [salt, hash] = text.split('$').slice(4);
    if (N === undefined || N < N_MIN || (N & (N - 1)) !== 0 || r < 1 || p < 1 || p > P_MAX || 128 * N * r > MEMORY_MAX)
      return null;
    const [saltBytes, hashBytes] = [Buffer.from(salt, 'base64'), Buffer.from(hash, 'base64')];
    if (saltBytes.length < 8 || saltBytes.length > 64 || hashBytes.length < 16 || hashBytes.length > 64) return null;
    return new PasswordHash({ N, r, p, maxmem: 2 * MEMORY_MAX }, saltBytes, hashBytes);
  }

  /** A hash with a salt of its own. */
  static async make(password: Uint8Array, log2N: number = DEFAULT_LOG2_N): Promise<string> {
    const [N, r, p] = [2 ** log2N, 8, 1];
    const salt = randomBytes(SALT_BYTES);
    const hash = await derive(password, salt, HASH_BYTES, { N, r, p, maxmem: 2 * MEMORY_MAX });
    return `scrypt$${N}$${r}$${p}$${salt.toString('base64')}$${hash.toString('base64')}`;
  }

  /** Of nothing: no password fits it, and a check takes as long as with this one. */
  decoy(): PasswordHash {
    return new PasswordHash(this.options, randomBytes(this.salt.length), randomBytes(this.hash.length));
  }

  /** What a check costs, to compare. */
  get cost(): number {
    const { N = 0, r = 0, p = 0 } = this.options;
    return N * r * p;
  }

  async fits(password: Uint8Array): Promise<boolean> {
    return timingSafeEqual(await derive(password, this.salt, this.hash.length, this.options), this.hash);
  }
}

function derive(password: Uint8Array, salt: Uint8Array, length: number, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

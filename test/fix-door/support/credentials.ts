/** Credentials for tests: hashes that are checked quickly, keys, and Logons signed with them. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { PasswordHash } from '../../../gateway/fix/access/password.js';
import { timestamp } from './peer.js';

/** As little work as is taken. */
const LOG2_N = 10;

export function hashOf(password: string): Promise<string> {
  return PasswordHash.make(Buffer.from(password), LOG2_N);
}

/** Who signs Logons. */
export class Signer {
  private readonly keys = generateKeyPairSync('ed25519');

  /** As the configuration has it. */
  get publicKey(): string {
    const { x = '' } = this.keys.publicKey.export({ format: 'jwk' });
    return Buffer.from(x, 'base64url').toString('base64');
  }

  /** RawDataLength and RawData of a Logon with these header fields. */
  fields({ senderCompId = 'TW44', msgSeqNum = 1, sentUs = 0 }): string {
    const text = ['A', senderCompId, 'BUTTONWOOD', String(msgSeqNum), timestamp(sentUs)].join('\x01');
    const signature = sign(null, Buffer.from(text, 'latin1'), this.keys.privateKey).toString('base64');
    return `95=${signature.length}|96=${signature}`;
  }
}

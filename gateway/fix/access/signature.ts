/**
 * Logons signed with Ed25519: the signature is in RawData(96), in base64, over five fields as they were sent, joined by SOH:
 * MsgType(35), SenderCompID(49), TargetCompID(56), MsgSeqNum(34), SendingTime(52).
 */
import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';

const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/;

/**
 * y of the points of small order, little endian, without the sign of x: anyone can sign for such a key, and 32 zeros, as a
 * placeholder might be, are one.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]);

/** The key of 32 bytes in base64; null: it is none, or one that anyone can sign for. */
export function publicKeyOf(base64: string): KeyObject | null {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 32) return null;
  const y = Buffer.from(bytes);
  y[31] &= 0x7f;
  if (SMALL_ORDER.has(y.toString('hex'))) return null;
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') } });
}

/** Nobody has the other half: a check against it takes as long as any, and fails. */
export function decoyKey(): KeyObject {
  return generateKeyPairSync('ed25519').publicKey;
}

/** @param fields 35, 49, 56, 34, 52 as they were sent, as latin1 */
export function signedText(fields: readonly string[]): string {
  return fields.join('\x01');
}

export function isSigned(text: string, signature: string, key: KeyObject): boolean {
  return SIGNATURE.test(signature) && verify(null, Buffer.from(text, 'latin1'), key, Buffer.from(signature, 'base64'));
}

/** The parts of access control by themselves: hashes, keys, addresses, turns. */
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { AddressRanges, hostOf, isAddressRange } from '../../gateway/addresses.js';
import { PasswordHash } from '../../gateway/fix/access/password.js';
import { isSigned, publicKeyOf, signedText } from '../../gateway/fix/access/signature.js';
import { Turns } from '../../gateway/fix/access/turns.js';

describe('password hashes', () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');

  it('fit their password and no other, each with a salt of its own', async () => {
    const text = await PasswordHash.make(bytes('correct horse'), 10);
    expect(text).toMatch(/^scrypt\$1024\$8\$1\$/);
    expect(await PasswordHash.make(bytes('correct horse'), 10)).not.toBe(text);
    const hash = PasswordHash.parse(text);
    expect(await hash?.fits(bytes('correct horse'))).toBe(true);
    for (const other of ['', 'correct hors', 'correct horse ', 'Correct horse'])
      expect(await hash?.fits(bytes(other))).toBe(false);
    expect(await hash?.decoy().fits(bytes('correct horse'))).toBe(false);
    expect(hash?.decoy().cost).toBe(hash?.cost);
  });

  it('are those of RFC 7914', async () => {
    const salt = Buffer.from('SodiumChloride').toString('base64');
    const hash = Buffer.from(
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
      'hex',
    ).toString('base64');
    expect(await PasswordHash.parse(`scrypt$16384$8$1$${salt}$${hash}`)?.fits(bytes('pleaseletmein'))).toBe(true);
  });

  it.each([
    ['a password', 'hunter2'],
    ['N that is no power of two', 'scrypt$1025$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA=='],
    ['too small N', 'scrypt$512$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA=='],
    ['128 MiB', 'scrypt$131072$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA=='],
    ['64 MiB and a little', 'scrypt$65536$9$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA=='],
    ['p of 17', 'scrypt$1024$8$17$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA=='],
    ['r of 0', 'scrypt$1024$0$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA=='],
    ['a short hash', 'scrypt$1024$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAA'],
    ['no salt', 'scrypt$1024$8$1$$AAAAAAAAAAAAAAAAAAAAAA=='],
  ])('are refused: %s', (_name, text) => {
    expect(PasswordHash.parse(text)).toBeNull();
  });

  it('may ask for 64 MiB', () => {
    expect(PasswordHash.parse('scrypt$65536$8$16$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA==')).not.toBeNull();
  });
});

describe('Ed25519 keys', () => {
  const pair = generateKeyPairSync('ed25519');
  const text = signedText(['A', 'TW44', 'BUTTONWOOD', '1', '20231114-22:13:20.000']);
  const signature = sign(null, Buffer.from(text), pair.privateKey).toString('base64');

  it('check a signature over the five fields', () => {
    expect(text).toBe('A\x01TW44\x01BUTTONWOOD\x011\x0120231114-22:13:20.000');
    expect(isSigned(text, signature, pair.publicKey)).toBe(true);
    expect(isSigned(`${text}0`, signature, pair.publicKey)).toBe(false);
    for (const bad of ['', '=', signature.slice(0, -4), `${signature} `, signature.replace('==', '')]) {
      expect(isSigned(text, bad, pair.publicKey)).toBe(false);
    }
  });

  it('that anyone can sign for are refused', () => {
    const forged = Buffer.alloc(64);
    forged[0] = 1; // R is the neutral point, S is 0
    const zeros = Buffer.alloc(32);
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: zeros.toString('base64url') } });
    const messages = Array.from({ length: 100 }, (_, i) => Buffer.from(String(i)));
    expect(messages.some((message) => verify(null, message, key, forged))).toBe(true);
    expect(publicKeyOf(zeros.toString('base64'))).toBeNull();
    zeros[31] = 0x80;
    expect(publicKeyOf(zeros.toString('base64'))).toBeNull();
    expect(publicKeyOf('AAAA')).toBeNull();
  });
});

describe('addresses', () => {
  it.each(['192.0.2.1', '192.0.2.0/24', '0.0.0.0/0', '::1', '2001:db8::/32', '::ffff:192.0.2.1', '::ffff:192.0.2.0/120'])(
    'take %s',
    (text) => {
      expect(isAddressRange(text)).toBe(true);
    },
  );

  it.each([
    '',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.1/33',
    '2001:db8::/129',
    '192.0.2.1/',
    'host',
    '::ffff:192.0.2.0/24',
    '1.2.3.4/-1',
  ])('do not take "%s"', (text) => {
    expect(isAddressRange(text)).toBe(false);
  });

  it('are in their ranges, mapped or not', () => {
    const ranges = new AddressRanges(['192.0.2.0/25', '198.51.100.7', '2001:db8::/33', '::ffff:203.0.113.0/120']);
    const inside = ['192.0.2.127', '::ffff:192.0.2.1', '198.51.100.7', '2001:db8:7fff::1', '203.0.113.255'];
    const outside = [
      '192.0.2.128',
      '::ffff:192.0.2.128',
      '198.51.100.8',
      '2001:db8:8000::1',
      '203.0.114.0',
      '',
      'peer-1',
      '::1',
    ];
    expect(inside.filter((address) => !ranges.has(address))).toEqual([]);
    expect(outside.filter((address) => ranges.has(address))).toEqual([]);
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8::6', '2001:db8:0:0::/64'],
    ['2001:db8:1::3:4:5:6', '2001:db8:1:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['1:2:3::4:5:6:7', '1:2:3:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (address, host) => {
    expect(hostOf(address)).toBe(host);
  });
});

test('jobs take turns in order, and one that fails makes room', async () => {
  const turns = new Turns(1, 2);
  const done: string[] = [];
  const job = (name: string) => ({ run: async () => void done.push(name) });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(job);
  expect([a, b, c, d].map((each) => turns.enter(each))).toEqual([true, true, true, false]);
  expect([done, turns.count]).toEqual([[], 3]);
  turns.leave(b);
  await new Promise((resolve) => setImmediate(resolve));
  expect([done, turns.count]).toEqual([['a', 'c'], 0]);
});

/** What the configuration asks of whoever logs on as one session, made ready once. */
import type { KeyObject } from 'node:crypto';
import { AddressRanges } from '../../addresses.js';
import type { Credentials, SessionConfig } from '../../config-sessions.js';
import type { PeerCertificate } from '../../net.js';
import { Schedule } from '../schedule.js';
import { PasswordHash } from './password.js';
import { publicKeyOf } from './signature.js';

export class Gate {
  readonly asksCredentials: boolean;
  readonly password: PasswordHash | null;
  readonly key: KeyObject | null;
  private readonly certificate: Credentials['certificate'];
  private readonly addresses: AddressRanges | null;
  readonly schedule: Schedule | null;
  readonly resetsWithWindow: boolean;

  constructor({ credentials, addresses, schedule }: SessionConfig) {
    this.asksCredentials = credentials !== undefined;
    this.password = made(credentials?.password, PasswordHash.parse);
    this.key = made(credentials?.publicKey, publicKeyOf);
    this.certificate = credentials?.certificate;
    this.addresses = made(addresses, (ranges) => new AddressRanges(ranges));
    this.schedule = made(schedule, (given) => new Schedule(given));
    this.resetsWithWindow = schedule?.reset === true;
    if (this.asksCredentials && this.password === null && this.key === null && this.certificate === undefined) {
      throw new Error('expected a password, publicKey or certificate');
    }
  }

  /** '': the client certificate is the one expected, or none is. */
  whyNotCertificate(peer: PeerCertificate | null): string {
    const { certificate } = this;
    if (certificate === undefined) return '';
    if (peer === null) return 'expected a TLS client certificate, got none';
    if (!peer.authorized) return 'the TLS client certificate is not one that a trusted CA vouches for';
    const isIt =
      'fingerprint' in certificate
        ? peer.fingerprint256 === certificate.fingerprint
        : peer.subjectCn === certificate.commonName && peer.subjectCn !== '';
    return isIt ? '' : 'the TLS client certificate is not that of this session';
  }

  /** '': a session may come from there. */
  whyNotFrom(remoteAddress: string): string {
    return this.addresses?.has(remoteAddress) === false ? `the session may not come from ${remoteAddress}` : '';
  }

  /** '': a session may log on from there at this time. */
  whyNotNow(remoteAddress: string, nowUs: number): string {
    const fault = this.whyNotFrom(remoteAddress);
    if (fault !== '' || this.schedule === null || this.schedule.windowAt(nowUs) !== null) return fault;
    return `the session's schedule is closed until ${new Date(this.schedule.nextOpenUs(nowUs) / 1000).toISOString()}`;
  }
}

/** null where nothing is configured. What is configured and cannot be made, which the schema has ruled out, must not count as nothing. */
function made<From, To>(given: From | undefined, make: (given: From) => To | null): To | null {
  if (given === undefined) return null;
  const it = make(given);
  if (it === null) throw new Error('expected credentials that the schema has checked');
  return it;
}

/**
 * From PEM files to what node:tls serves with: read, checked one by one so that a fault is told with the file that has it, and made
 * into contexts. Off the hot path: at the start, and when a file has changed. Key material is in no message.
 */
import { createPrivateKey, constants as crypto, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext, DEFAULT_CIPHERS, type SecureContext, type SecureContextOptions } from 'node:tls';
import { OperationalError } from '../errors.js';
import type { TlsConfig } from './config.js';

/** What a listener serves new connections with. */
export interface TlsMaterial {
  /** Of clients that ask for no name, or for one that is not known. */
  readonly fallback: SecureContextOptions;
  /** By host name in lower case, `*.example.com` included. */
  readonly hosts: ReadonlyMap<string, SecureContext>;
  /** The certificates in words, for the log. */
  readonly summary: string;
}

const FILE_BYTES_MAX = 1 << 20;
/** More certificates than this are counted, not told. */
const SUMMARY_MAX = 8;

/** TLS 1.3 has only good suites: Node's. Of TLS 1.2, forward secrecy and authenticated encryption. */
const CIPHERS = [...DEFAULT_CIPHERS.split(':').filter((suite) => suite.startsWith('TLS_')), 'ECDHE+AESGCM', 'ECDHE+CHACHA20'];

/**
 * Of every context. A handshake is never made anew within a connection, nor shortened by what an earlier one had agreed: who
 * comes again shows its certificate again, and it is checked as of today.
 */
const CONTEXT_OPTIONS: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  ciphers: CIPHERS.join(':'),
  honorCipherOrder: true,
  secureOptions: crypto.SSL_OP_NO_RENEGOTIATION | crypto.SSL_OP_NO_TICKET,
};

/** Every file that the configuration names, each once. */
export function filesOf(config: TlsConfig): string[] {
  const pairs = [config, ...Object.values(config.hosts)];
  const files = pairs.flatMap(({ certFile, keyFile }) => [certFile, keyFile]);
  if (config.clientCaFile !== undefined) files.push(config.clientCaFile);
  return [...new Set(files)];
}

/** @throws OperationalError TLS_UNREADABLE, TLS_INVALID, TLS_KEY_MISMATCH */
export async function loadTls(config: TlsConfig): Promise<TlsMaterial> {
  const ca = config.clientCaFile === undefined ? undefined : await readPem(config.clientCaFile);
  if (ca !== undefined) certificateOf(config.clientCaFile as string, ca, 'of the CAs that vouch for clients');
  const named: string[] = [];
  const load = async (name: string, certFile: string, keyFile: string): Promise<SecureContextOptions> => {
    const cert = await readPem(certFile);
    const key = await readPem(keyFile);
    const certificate = certificateOf(certFile, cert, 'first of the server, then of its issuers');
    if (!certificate.checkPrivateKey(privateKeyOf(keyFile, key))) {
      throw new OperationalError(
        'TLS_KEY_MISMATCH',
        `${keyFile}: expected the private key of the certificate in ${certFile}, got that of another; put both files of one pair there`,
      );
    }
    named.push(`${name} ${subjectOf(certificate)} valid to ${certificate.validTo}`);
    return { ...CONTEXT_OPTIONS, cert, key, ca };
  };

  const fallback = await load('default', config.certFile, config.keyFile);
  contextOf(config.certFile, fallback);
  const hosts = new Map<string, SecureContext>();
  for (const [name, { certFile, keyFile }] of Object.entries(config.hosts)) {
    hosts.set(name, contextOf(certFile, await load(name, certFile, keyFile)));
  }
  const untold = named.length > SUMMARY_MAX ? `; ${named.length - SUMMARY_MAX} more` : '';
  return { fallback, hosts, summary: `${named.slice(0, SUMMARY_MAX).join('; ')}${untold}` };
}

async function readPem(file: string): Promise<Buffer> {
  try {
    const status = await stat(file);
    if (status.isFile() && status.size <= FILE_BYTES_MAX) return await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'an error';
    throw new OperationalError(
      'TLS_UNREADABLE',
      `${file}: expected a PEM file that this user may read, got ${code}; mind the path (a relative one is of ${process.cwd()}) and its permissions`,
    );
  }
  throw new OperationalError(
    'TLS_INVALID',
    `${file}: expected a PEM file of at most ${FILE_BYTES_MAX} bytes, got a longer one or no file`,
  );
}

function certificateOf(file: string, pem: Buffer, whose: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new OperationalError(
      'TLS_INVALID',
      `${file}: expected certificates in PEM (-----BEGIN CERTIFICATE-----), ${whose}; got ${faultOf(error)}`,
    );
  }
}

function privateKeyOf(file: string, pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new OperationalError(
      'TLS_INVALID',
      `${file}: expected a private key in PEM (-----BEGIN PRIVATE KEY-----) without a passphrase, got ${faultOf(error)}`,
    );
  }
}

/** node:tls refuses what the checks before let pass, such as a key that is too short. */
function contextOf(certFile: string, options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (error) {
    throw new OperationalError('TLS_INVALID', `${certFile}: expected a pair that TLS can serve with, got ${faultOf(error)}`);
  }
}

/** OpenSSL's codes say what is wrong; its messages may quote. */
function faultOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'what cannot be read';
}

function subjectOf(certificate: X509Certificate): string {
  return certificate.subject.replaceAll(/[^\x20-\x7e]+/g, ', ');
}

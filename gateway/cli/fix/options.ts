/** What `buttonwood fix` and `fix certify` have in common: where the venue is, who logs on, in which version, over TLS or not. */
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { OperationalError } from '../../errors.js';
import type { BeginString } from '../../fix/client/logon.js';
import type { Dialect } from '../../fix/dialect/dialect.js';
import { fix42, fix44, fix50sp2 } from '../../fix/dialect/versions.js';

export interface VenueOptions {
  host: string;
  port: number;
  sender: string;
  target: string;
  version: VersionName;
  username?: string;
  passwordFile?: string;
  reset?: boolean;
  state?: string;
  tls?: boolean;
  ca?: string;
  cert?: string;
  key?: string;
}

/** As people call them. */
export const versions = { '4.2': fix42, '4.4': fix44, '5.0SP2': fix50sp2 } as const satisfies Record<string, Dialect>;
export type VersionName = keyof typeof versions;

export function beginStringOf(version: VersionName): BeginString {
  return versions[version].beginString as BeginString;
}

/** What node:tls is given of the files. */
export interface TlsFiles {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
}

export function between(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
  };
}

export function withVenueOptions(command: Command, sender: string): Command {
  return command
    .option('--host <address>', 'of the venue', '127.0.0.1')
    .option('--port <n>', 'of the venue', between(1, 65_535), 9880)
    .option('--sender <id>', 'SenderCompID: who logs on', sender)
    .option('--target <id>', 'TargetCompID: the venue', 'BUTTONWOOD')
    .addOption(
      new Option('--version <version>', 'of FIX; 5.0SP2 goes over FIXT.1.1').choices(Object.keys(versions)).default('4.4'),
    )
    .option('--username <name>', 'Username(553); the password is in BUTTONWOOD_FIX_PASSWORD, a file, or asked for')
    .option('--password-file <file>', 'its first line is the password')
    .option('--reset', 'log on with ResetSeqNumFlag(141)=Y: both sides begin at 1')
    .option('--state <file>', 'keeps the sequence numbers from run to run')
    .option('--tls', 'connect with TLS')
    .option('--ca <file>', "certificates to trust, PEM (default: the system's)")
    .option('--cert <file>', 'our certificate, PEM')
    .option('--key <file>', 'its private key, PEM');
}

/** Undefined without --tls. */
export function readTls({ tls, ca, cert, key }: VenueOptions): TlsFiles | undefined {
  const named = Object.entries({ ca, cert, key }).filter(([, file]) => file !== undefined);
  if (!tls) {
    if (named.length === 0) return undefined;
    throw new OperationalError('BAD_ARGUMENT', `--${named[0][0]}: expected --tls with it`);
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new OperationalError('BAD_ARGUMENT', '--cert and --key: expected both or none');
  }
  return Object.fromEntries(named.map(([name, file]) => [name, readOptionFile(`--${name}`, file!)]));
}

export function readOptionFile(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new OperationalError('BAD_ARGUMENT', `${option}: expected a file that can be read: ${(error as Error).message}`);
  }
}

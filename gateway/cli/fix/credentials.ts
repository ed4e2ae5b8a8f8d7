/** Where a password comes from: a file, the environment, or whoever sits at the terminal; never the command line, which others can see. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { OperationalError } from '../../errors.js';
import { Secret } from '../../fix/client/secret.js';
import { readOptionFile, type VenueOptions } from './options.js';

export const PASSWORD_VARIABLE = 'BUTTONWOOD_FIX_PASSWORD';

/** Undefined without --username. */
export async function readPassword({ username, passwordFile }: VenueOptions): Promise<Secret | undefined> {
  if (username === undefined) {
    if (passwordFile === undefined) return undefined;
    throw new OperationalError('BAD_ARGUMENT', '--password-file: expected --username with it');
  }
  if (passwordFile !== undefined) return firstLine(passwordFile);
  const given = process.env[PASSWORD_VARIABLE];
  if (given !== undefined && given !== '') return new Secret(given);
  if (process.stdin.isTTY) return new Secret(await ask(`password of ${username}: `));
  const places = `${PASSWORD_VARIABLE} or --password-file, as there is no terminal to ask at`;
  throw new OperationalError('BAD_ARGUMENT', `--username: expected a password in ${places}`);
}

function firstLine(file: string): Secret {
  const [line] = readOptionFile('--password-file', file).toString('latin1').split(/\r?\n/, 1);
  if (line === '')
    throw new OperationalError('BAD_ARGUMENT', `--password-file: expected a password in the first line of ${file}`);
  return new Secret(line);
}

/** Asks at the terminal, without echo. */
function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  return new Promise((resolve, reject) => {
    line.once('line', resolve);
    line.once('SIGINT', () => line.close());
    line.once('close', () => reject(new OperationalError('BAD_ARGUMENT', '--username: expected a password')));
  }).finally(() => {
    line.close();
    process.stderr.write('\n');
  }) as Promise<string>;
}

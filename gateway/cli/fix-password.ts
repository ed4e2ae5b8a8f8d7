/**
 * `buttonwood fix password`: reads a password from standard input, or asks for it on a terminal without showing it, and prints the hash
 * that the configuration takes. The password is never an argument, where other users of the machine could see it.
 */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { OperationalError } from '../errors.js';
import { DEFAULT_LOG2_N, LOG2_N_RANGE, PasswordHash } from '../fix/access/password.js';

const LENGTH = [8, 128] as const;
/** One that is longer is read no further. */
const READ_MAX = 4096;

export function registerFixPassword(fix: Command): void {
  const [least, most] = LOG2_N_RANGE;
  fix
    .command('password')
    .description("print the hash of a session's password, read from standard input or asked for on the terminal")
    .addOption(
      new Option('--cost <n>', `work of a check: ${least} to ${most}, twice as much for each step`)
        .default(DEFAULT_LOG2_N)
        .argParser(costOf),
    )
    .action(run);
}

function costOf(text: string): number {
  const [least, most] = LOG2_N_RANGE;
  if (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new InvalidArgumentError(`expected ${least} to ${most}`);
}

async function run({ cost }: { cost: number }): Promise<void> {
  const password = process.stdin.isTTY ? await ask() : await read();
  requireSound(password);
  process.stdout.write(`${await PasswordHash.make(Buffer.from(password, 'latin1'), cost)}\n`);
}

/** FIX sends text as ASCII; anything else would come in as many ways as there are encodings. */
function requireSound(password: string): void {
  const [least, most] = LENGTH;
  let got = '';
  if (!/^[\x20-\x7e]*$/.test(password)) got = 'others';
  else if (password.length > most) got = 'more';
  else if (password.length < least) got = String(password.length);
  if (got === '') return;
  throw new OperationalError('BAD_ARGUMENT', `password: expected ${least} to ${most} printable ASCII characters, got ${got}`);
}

/** Standard input but for the end of its line. */
async function read(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('latin1');
  for await (const chunk of process.stdin) {
    text += chunk as string;
    if (text.length > READ_MAX) break;
  }
  return text.replace(/\r?\n$/, '');
}

/** A line from the terminal that the terminal does not show, twice. */
async function ask(): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  const ended = new Promise<never>((_, reject) => {
    const error = new OperationalError('BAD_ARGUMENT', 'password: expected a line, got the end of input');
    terminal.once('close', () => reject(error));
    terminal.once('SIGINT', () => terminal.close());
  });
  const askFor = async (prompt: string) => {
    process.stderr.write(prompt);
    const line = await Promise.race([terminal.question(''), ended]);
    process.stderr.write('\n');
    return line;
  };
  try {
    const first = await askFor('Password: ');
    if (first === (await askFor('Again: '))) return first;
    throw new OperationalError('BAD_ARGUMENT', 'password: expected the same twice; ask again');
  } finally {
    terminal.close();
  }
}

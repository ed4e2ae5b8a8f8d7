/** `buttonwood journal verify|cat`: looks at a journal on the disk; changes nothing, and may run beside an exchange. */
import { once } from 'node:events';
import { type Command, InvalidArgumentError } from 'commander';
import { catJournal } from '../../journal/cat.js';
import type { Described } from '../../journal/describe.js';
import { NodeDisk } from '../../journal/disk.js';
import { journalDir, listSegments } from '../../journal/segment.js';
import { verifyJournal } from '../../journal/verify.js';
import { OperationalError } from '../errors.js';

interface VerifyOptions {
  data: string;
  from: number;
  json?: boolean;
}

interface CatCommandOptions extends VerifyOptions {
  order?: string;
}

function sequence(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('expected a sequence number from 1');
  return value;
}

function orderId(text: string): string {
  if (!/^\d+-\d+$/.test(text)) throw new InvalidArgumentError('expected an OrderID such as 1-42');
  return text;
}

export function register(program: Command): void {
  const journal = program.command('journal').description('look at a journal');
  journal
    .command('verify')
    .description('check every frame, the chain, the end, digests and snapshots; exit 0 only when all is whole')
    .requiredOption('--data <dir>', 'data directory')
    .option('--from <seq>', 'first command', sequence, 1)
    .option('--json', 'one line of JSON')
    .action(verify);
  journal
    .command('cat')
    .description('print the records, one a line')
    .requiredOption('--data <dir>', 'data directory')
    .option('--from <seq>', 'first command', sequence, 1)
    .option('--order <id>', 'only what concerns this OrderID', orderId)
    .option('--json', 'a line of JSON each')
    .action(cat);
}

function verify(options: VerifyOptions): void {
  const report = verifyJournal(new NodeDisk(), options.data, options.from);
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    const { problems, ...counts } = report;
    for (const [name, value] of Object.entries(counts)) process.stdout.write(`${name.padEnd(10)} ${value}\n`);
    for (const problem of problems) process.stdout.write(`PROBLEM    ${problem}\n`);
    process.stdout.write(problems.length === 0 ? 'the journal is whole\n' : 'the journal is damaged\n');
  }
  if (report.problems.length > 0) process.exitCode = 1;
}

async function cat(options: CatCommandOptions): Promise<void> {
  const disk = new NodeDisk();
  if (listSegments(disk, journalDir(options.data)).length === 0) {
    throw new OperationalError('BAD_ARGUMENT', `--data: expected a directory with a journal, got ${options.data}`);
  }
  process.stdout.on('error', () => process.exit(0)); // the reader of a pipe has gone
  const lines = catJournal({ disk, dataDir: options.data, fromSeq: options.from, order: options.order });
  for (const record of lines) {
    const line = options.json ? JSON.stringify(record) : plain(record);
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  }
}

function plain({ seq, timeUs, type, ...fields }: Described): string {
  const said = Object.entries(fields).filter(([, value]) => value !== '');
  const time = new Date(Number(timeUs) / 1000).toISOString();
  const text = said.map(
    ([name, value]) => `${name}=${typeof value === 'string' && value.includes(' ') ? JSON.stringify(value) : value}`,
  );
  return `${seq} ${time} ${type} ${text.join(' ')}`;
}

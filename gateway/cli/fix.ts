/** `buttonwood fix`: a FIX session at the prompt, or from a script; `buttonwood fix certify`: a venue put to the test. */
import { type Command, Option } from 'commander';
import type { FixClientOptions } from '../fix/client/options.js';
import { registerCertify } from './fix/certify.js';
import { readPassword } from './fix/credentials.js';
import { beginStringOf, between, readTls, type VenueOptions, versions, withVenueOptions } from './fix/options.js';
import { Prompt } from './fix/prompt.js';
import { Shell } from './fix/shell.js';
import { registerFixPassword } from './fix-password.js';

interface FixOptions extends VenueOptions {
  heartbeat: number;
  raw?: boolean;
  cancelOnDisconnect?: boolean;
}

export function register(program: Command): void {
  const fix = program
    .command('fix')
    .description('a FIX session at the prompt: orders in, every message shown; reads commands from a pipe too')
    .enablePositionalOptions();
  withVenueOptions(fix, 'CLIENT')
    .option('--heartbeat <seconds>', 'HeartBtInt(108)', between(1, 3600), 30)
    .addOption(new Option('--cancel-on-disconnect', 'ask for it with the Logon (8013=Y)'))
    .option('--raw', 'show messages as they are, with | for SOH')
    .action(run);
  registerCertify(fix);
  registerFixPassword(fix);
}

async function run(options: FixOptions): Promise<void> {
  const { host, port, sender, version, raw = false, state } = options;
  const prompt = new Prompt();
  const shell = new Shell({
    ...{ host, port, raw, stateFile: state },
    client: await clientOptions(options),
    dialect: versions[version],
    waits: !prompt.isTerminal,
    print: (text) => prompt.print(text),
  });
  process.stdout.on('error', () => process.exit(0)); // the reader of a pipe has gone
  prompt.catchSignals(() => void shell.end());
  await shell.logOn();
  await prompt.run(shell, sender);
  process.exit(!prompt.isTerminal && shell.failed > 0 ? 1 : 0);
}

async function clientOptions(options: FixOptions): Promise<Omit<FixClientOptions, 'state'>> {
  return {
    senderCompId: options.sender,
    targetCompId: options.target,
    beginString: beginStringOf(options.version),
    username: options.username,
    password: await readPassword(options),
    heartBtIntS: options.heartbeat,
    resetSeqNum: options.reset,
    cancelOnDisconnect: options.cancelOnDisconnect,
    tls: readTls(options),
  };
}

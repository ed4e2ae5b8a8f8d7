#!/usr/bin/env node
/**
 * The command line. Each command is a module with register(program); only the one asked for is loaded, so that a start
 * does not pay for the others. Errors with a code print one line and exit 1.
 */
import { Command } from 'commander';
import { widenInlining } from '../../engine/inlining.js';
import { errorColors as pc } from './colors.js';

interface CommandModule {
  register(program: Command): void;
}

const modules: Readonly<Record<string, () => Promise<CommandModule>>> = {
  start: () => import('./start.js'),
  demo: () => import('./demo.js'),
  admin: () => import('./admin.js'),
  fix: () => import('./fix.js'),
  replay: () => import('./replay.js'),
  journal: () => import('./journal.js'),
  trades: () => import('./trades.js'),
  emulator: () => import('./emulator.js'),
};

async function main(): Promise<void> {
  widenInlining();
  const program = new Command('buttonwood')
    .description('An exchange in a box')
    .version('0.2.0')
    .showHelpAfterError()
    .enablePositionalOptions();
  const asked = modules[process.argv[2] ?? ''];
  for (const load of asked ? [asked] : Object.values(modules)) (await load()).register(program);
  await program.parseAsync();
}

main().catch((error: unknown) => {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') process.stderr.write(`${pc.red(code)}: ${(error as Error).message}\n`);
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});

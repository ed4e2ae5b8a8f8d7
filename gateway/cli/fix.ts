/** `buttonwood fix …`: tools for those who run FIX sessions. */
import type { Command } from 'commander';
import { registerFixPassword } from './fix-password.js';

export function register(program: Command): void {
  const fix = program.command('fix').description('tools for FIX sessions');
  registerFixPassword(fix);
}

/**
 * Programs of the tests on QuickFIX C++, compiled where they run. Where its compiler or library is missing, the distribution's packages
 * are installed if that is asked of nobody (root, with apt-get); else there is no program, and `quickFixMissing` says what to do.
 */
import { execFileSync } from 'node:child_process';
import { compileQuickFix, hasQuickFix, QUICKFIX_MISSING } from '../../bench/quickfix.js';

/** Why there is no QuickFIX C++ here; null: there is. */
let missing: string | null | undefined;

/** Path of the program that `source` (relative to the project's root) compiles to; null: skip, and say quickFixMissing(). */
export function quickFixProgram(source: string): string | null {
  return quickFixMissing() === null ? compileQuickFix(source) : null;
}

/** Looks, and installs where it may. */
export function quickFixMissing(): string | null {
  if (missing === undefined) missing = hasQuickFix() ? null : install();
  return missing;
}

function install(): string | null {
  if (process.getuid?.() !== 0) return QUICKFIX_MISSING;
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', ...args], { stdio: 'pipe', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  try {
    apt('update');
    apt('install', '-y', 'g++', 'libquickfix-dev');
  } catch (error) {
    return `${QUICKFIX_MISSING}\napt-get: ${(error as Error).message}`;
  }
  return hasQuickFix() ? null : QUICKFIX_MISSING;
}

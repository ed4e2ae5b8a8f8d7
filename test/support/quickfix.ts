/**
 * Programs of the tests on QuickFIX C++, compiled where they run. Where its compiler or library is missing and cannot be installed
 * either, there is no program, and `quickFixMissing` says what to do.
 */
import { compileQuickFix, hasQuickFix, QUICKFIX_MISSING } from '../../bench/quickfix.js';
import { installPackages } from './packages.js';

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
  const why = installPackages('g++', 'libquickfix-dev');
  return hasQuickFix() ? null : `${QUICKFIX_MISSING}\n${why}`;
}

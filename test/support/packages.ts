/**
 * Installs packages of the distribution that tests need, where that is asked of nobody: by root, with apt-get. One process at a time:
 * test files run side by side, and apt-get does not wait for another.
 */
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LOCK = join(tmpdir(), 'buttonwood-apt.lock');
const WAIT_S = 300;

/** Returns why they could not be installed; '': they are. */
export function installPackages(...names: readonly string[]): string {
  if (process.getuid?.() !== 0) return 'only root may install it';
  try {
    apt('update');
    apt('install', '-y', ...names);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

function apt(...args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const others = `-o=DPkg::Lock::Timeout=${WAIT_S}`;
  execFileSync('flock', ['--wait', String(WAIT_S), LOCK, 'apt-get', '-qq', others, ...args], { stdio: 'pipe', env });
}

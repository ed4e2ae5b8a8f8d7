/** Resident memory of another process, and when it has come to rest. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Bytes; NaN where it cannot be told. */
export function residentBytes(pid: number): number {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? Number.NaN : Number(found[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}

const LOOK_MS = 250;
const REST_MAX_MS = 60_000;
const STILL_BYTES = 128 * 1024;

/** Once it has hardly moved for so long (or after a minute, whatever it does): a collection that is due has then been made. */
export async function restingBytes(pid: number, stillMs: number): Promise<number> {
  let since = residentBytes(pid);
  let stillFor = 0;
  for (let waited = 0; stillFor < stillMs && waited < REST_MAX_MS; waited += LOOK_MS) {
    await delay(LOOK_MS);
    const now = residentBytes(pid);
    if (Math.abs(now - since) <= STILL_BYTES) stillFor += LOOK_MS;
    else {
      since = now;
      stillFor = 0;
    }
  }
  return residentBytes(pid);
}

/** The most that a process has while something goes on. */
export async function peakWhile(pid: number, work: Promise<unknown>): Promise<number> {
  let peak = residentBytes(pid);
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    peak = Math.max(peak, residentBytes(pid));
    await Promise.race([over, delay(50)]);
  }
  return peak;
}

export function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

export function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

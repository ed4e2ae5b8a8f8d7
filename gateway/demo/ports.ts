/** Ports that are easy to remember where they are free, and addresses taken apart. */
import { createServer } from 'node:net';

/** `preferred` if nothing listens there on loopback, else 0, which lets the system choose. */
export function freePort(preferred: number): Promise<number> {
  if (preferred === 0) return Promise.resolve(0);
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(preferred, '127.0.0.1', () => probe.close(() => resolve(preferred)));
  });
}

/** @param address `host:port`, or `[host]:port` for IPv6 */
export function hostAndPort(address: string): { host: string; port: number } {
  const match = /^(?:\[(.+)\]|([^[\]]+)):(\d{1,5})$/.exec(address);
  if (!match) throw new Error(`address: expected host:port, got ${address}`);
  return { host: match[1] ?? match[2], port: Number(match[3]) };
}

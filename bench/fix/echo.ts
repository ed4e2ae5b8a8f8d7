/** The QuickFIX C++ echo as a target of the generator. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { compileQuickFix, LineProcess } from '../quickfix.js';
import type { Target } from './generator.js';

export interface Echo extends Target {
  stop(): Promise<void>;
}

/** null where it cannot be compiled. @param dir its store is made below this, on the disk that the exchange's journal is on */
export async function startEcho(dir: string, brokers: readonly string[], like: Target): Promise<Echo | null> {
  const binary = compileQuickFix('bench/peers/quickfix-echo.cpp');
  if (binary === null) return null;
  mkdirSync(dir, { recursive: true });
  const store = mkdtempSync(join(resolve(dir), 'quickfix-'));
  const port = await freePort();
  const process = new LineProcess(binary, [
    `SocketAcceptPort=${port}`,
    `FileStorePath=${store}`,
    `SenderCompID=${like.targetCompId}`,
    `Brokers=${brokers.join(',')}`,
  ]);
  await process.next();
  return {
    ...like,
    host: '127.0.0.1',
    port,
    stop: async () => {
      await process.stop();
      rmSync(store, { recursive: true });
    },
  };
}

/** QuickFIX cannot be asked for the port that the system chose. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

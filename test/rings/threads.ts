/** Starts the compiled form of a worker of this folder; gives its one message, or its failure. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

export async function runThread<T>(file: string, task: unknown): Promise<T> {
  const url = new URL(`../../dist/test/rings/${file}.js`, import.meta.url);
  if (!existsSync(url)) throw new Error(`${fileURLToPath(url)}: expected the compiled worker; run npm run build first`);
  const worker = new Worker(url, { workerData: task });
  try {
    return await new Promise<T>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`${file}: ended without a message, code ${code}`)));
    });
  } finally {
    await worker.terminate();
  }
}

/** Reading again what a store did not give: a restore asks for thousands of objects, and one lost reply must not end it. */
const TRIES = 5;
const CEILING_MS = 2000;

/** Reads are safe to repeat. What the store has refused for good (4xx) is not asked for again. */
export async function retried<T>(act: () => Promise<T>, sleep: (ms: number) => Promise<unknown>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await act();
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
      if (failures === TRIES || (status >= 400 && status < 500 && status !== 408 && status !== 429)) throw error;
      await sleep(Math.random() * Math.min(CEILING_MS, 100 * 2 ** failures));
    }
  }
}

/**
 * The one word on which a thread sleeps. Any thread may ring it; only its owner parks on it.
 *
 * Owner: arm(), look once more at every ring and cursor it reads, then sleep(); or disarm() if there was work.
 * Others: publish first, then ring(). All accesses are sequentially consistent, so either the ringer sees `parked`,
 * or the owner's second look sees what was published: a wake-up cannot be lost.
 *
 *   word 0   rings so far (the word that is waited on)
 *   word 16  parked: 1 while the owner sleeps or is about to
 */
const RINGS = 0;
const PARKED = 16;

export class Doorbell {
  static readonly BYTES = 128;
  private readonly words: Int32Array;
  private seen = 0;

  constructor(readonly sab: SharedArrayBuffer = new SharedArrayBuffer(Doorbell.BYTES)) {
    this.words = new Int32Array(sab);
  }

  /** Wakes the owner if it sleeps; one atomic load if it does not. */
  ring(): void {
    if (Atomics.load(this.words, PARKED) === 0) return;
    this.wake();
  }

  private wake(): void {
    Atomics.store(this.words, PARKED, 0);
    Atomics.add(this.words, RINGS, 1);
    Atomics.notify(this.words, RINGS);
  }

  /** Announces that the owner is about to sleep. */
  arm(): void {
    this.seen = Atomics.load(this.words, RINGS);
    Atomics.store(this.words, PARKED, 1);
  }

  disarm(): void {
    Atomics.store(this.words, PARKED, 0);
  }

  /** Blocks the thread until rung since arm(), at most `timeoutMs`. */
  sleep(timeoutMs: number): void {
    Atomics.wait(this.words, RINGS, this.seen, timeoutMs);
    this.disarm();
  }

  /** For threads with an event loop: resolves when rung since arm(); null if that has happened already. */
  wakened(): Promise<unknown> | null {
    const wait = Atomics.waitAsync(this.words, RINGS, this.seen);
    return wait.async ? wait.value : null;
  }
}

/** Jobs of which a few are under way at once and some wait; the others find no room. In the order in which they came. */
export interface Job {
  run(): Promise<void>;
}

export class Turns {
  private underWay = 0;
  private readonly waiting = new Set<Job>();

  constructor(
    private readonly atOnce: number,
    private readonly waitingMax: number,
  ) {}

  /** Jobs that are under way or wait. */
  get count(): number {
    return this.underWay + this.waiting.size;
  }

  /** Whether there was room. The job begins after the caller has returned. */
  enter(job: Job): boolean {
    if (this.underWay < this.atOnce) this.start(job);
    else if (this.waiting.size < this.waitingMax) this.waiting.add(job);
    else return false;
    return true;
  }

  /** One that waits is forgotten; one that is under way goes on. */
  leave(job: Job): void {
    this.waiting.delete(job);
  }

  private start(job: Job): void {
    this.underWay++;
    void this.run(job);
  }

  private async run(job: Job): Promise<void> {
    await null;
    try {
      await job.run();
    } finally {
      this.underWay--;
      for (const next of this.waiting) {
        this.waiting.delete(next);
        this.start(next);
        break;
      }
    }
  }
}

/** Back-off with full jitter: a random wait up to a ceiling that doubles with each failure, and never a last try. */
export class Backoff {
  private failures = 0;
  private untilUs = 0;

  constructor(
    private readonly random: () => number,
    private readonly firstUs = 50_000,
    private readonly maxUs = 5_000_000,
  ) {}

  /** Failures since the last success. */
  get failed(): number {
    return this.failures;
  }

  /** When the next try may be made. */
  get notBeforeUs(): number {
    return this.untilUs;
  }

  failure(nowUs: number): void {
    const ceiling = Math.min(this.maxUs, this.firstUs * 2 ** Math.min(this.failures, 30));
    this.failures++;
    this.untilUs = nowUs + Math.floor(this.random() * ceiling);
  }

  success(): void {
    this.failures = 0;
    this.untilUs = 0;
  }
}

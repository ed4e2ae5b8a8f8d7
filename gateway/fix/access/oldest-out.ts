/** A map with a limit: the entry that was used longest ago makes room for a new one. */
export class OldestOut<T> {
  private readonly entries = new Map<string, T>();

  constructor(
    private readonly max: number,
    private readonly make: () => T,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** Does not count as a use. */
  peek(key: string): T | undefined {
    return this.entries.get(key);
  }

  /** The entry, new if there is none. */
  use(key: string): T {
    let entry = this.entries.get(key);
    if (entry === undefined) {
      if (this.entries.size >= this.max) for (const oldest of this.entries.keys()) return this.replace(oldest, key);
      entry = this.make();
    } else this.entries.delete(key);
    this.entries.set(key, entry);
    return entry;
  }

  private replace(oldest: string, key: string): T {
    this.entries.delete(oldest);
    return this.use(key);
  }
}

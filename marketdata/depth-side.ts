/**
 * One side of a book: price levels in sorted arrays with the best at the END, so that a change near the touch moves few
 * entries: a binary search, then a shift of the levels that are better than the change. Market data's thread.
 * It also remembers which levels were touched since the last take(), with what they were before, so that one message can
 * say what has become of them. More than TOUCHED_MAX of them are not listed: the message is then the whole book.
 */
const TOUCHED_MAX = 1024;
const TOUCHED_FIRST = 16;
/** More levels than any engine's capacity: passing it is a broken invariant. */
const LEVELS_MAX = 1 << 24;

export class DepthSide {
  levels = 0;
  touched = 0;
  private prices = new Float64Array(64);
  private qtys = new Float64Array(64);
  private counts = new Int32Array(64);
  /** They grow as needed: a venue may list more instruments than ever trade at once. */
  private touchedPrices = new Float64Array(TOUCHED_FIRST);
  private qtysBefore = new Float64Array(TOUCHED_FIRST);
  private countsBefore = new Int32Array(TOUCHED_FIRST);

  /** @param sign 1 for bids (the highest is best), -1 for asks: prices are kept times sign, ascending */
  constructor(private readonly sign: 1 | -1) {}

  /** Price, quantity and orders of the n-th best level, n from 0. The caller checks n < levels. */
  price(n: number): number {
    return this.prices[this.levels - 1 - n] * this.sign + 0; // + 0: no negative zero
  }

  qty(n: number): number {
    return this.qtys[this.levels - 1 - n];
  }

  orders(n: number): number {
    return this.counts[this.levels - 1 - n];
  }

  get overflowed(): boolean {
    return this.touched > TOUCHED_MAX;
  }

  /** Adds (or takes away) lots and orders at a price. A level without lots is gone. */
  change(price: number, qty: number, orders: number): void {
    const key = price * this.sign;
    const i = this.find(key);
    const there = i < this.levels && this.prices[i] === key;
    const qtyBefore = there ? this.qtys[i] : 0;
    this.touch(key, qtyBefore, there ? this.counts[i] : 0);
    const left = qtyBefore + qty;
    if (left < 0 || (!there && left === 0)) {
      throw new Error(`depth: expected at most ${qtyBefore} lots to leave price ${price}, got ${-qty}`);
    }
    if (left === 0) {
      this.remove(i);
      return;
    }
    if (!there) this.insert(i, key);
    this.qtys[i] = left;
    this.counts[i] += orders;
  }

  /** Sets a level as a message tells it: lots and orders are absolute, without lots it is gone. Counts as touched by nobody. */
  set(price: number, qty: number, orders: number): void {
    const key = price * this.sign;
    const i = this.find(key);
    const there = i < this.levels && this.prices[i] === key;
    if (qty === 0) {
      if (there) this.remove(i);
      return;
    }
    if (!there) this.insert(i, key);
    this.qtys[i] = qty;
    this.counts[i] = orders;
  }

  clear(): void {
    this.levels = 0;
    this.touched = 0;
  }

  /** Whether touched level `n` has changed; its present state is then in `at*`. */
  changed(n: number): boolean {
    const i = this.find(this.touchedPrices[n]);
    const there = i < this.levels && this.prices[i] === this.touchedPrices[n];
    this.atQty = there ? this.qtys[i] : 0;
    this.atOrders = there ? this.counts[i] : 0;
    this.atPrice = this.touchedPrices[n] * this.sign + 0;
    return this.atQty !== this.qtysBefore[n] || this.atOrders !== this.countsBefore[n];
  }
  atPrice = 0;
  atQty = 0;
  atOrders = 0;

  /** Forgets what was touched. */
  settle(): void {
    this.touched = 0;
  }

  private touch(key: number, qty: number, orders: number): void {
    const n = this.touched;
    if (n > TOUCHED_MAX) return;
    for (let i = n - 1; i >= 0; i--) if (this.touchedPrices[i] === key) return;
    if (n === this.touchedPrices.length) this.growTouched();
    this.touchedPrices[n] = key;
    this.qtysBefore[n] = qty;
    this.countsBefore[n] = orders;
    this.touched = n + 1;
  }

  private growTouched(): void {
    const { touchedPrices, qtysBefore, countsBefore } = this;
    const size = touchedPrices.length * 2;
    this.touchedPrices = new Float64Array(size);
    this.qtysBefore = new Float64Array(size);
    this.countsBefore = new Int32Array(size);
    this.touchedPrices.set(touchedPrices);
    this.qtysBefore.set(qtysBefore);
    this.countsBefore.set(countsBefore);
  }

  /** The first index whose price is not below `key`. Looks at the touch first: most changes are there. */
  private find(key: number): number {
    let high = this.levels;
    if (high > 0 && this.prices[high - 1] < key) return high;
    let low = 0;
    while (low < high) {
      const mid = (low + high) >>> 1;
      if (this.prices[mid] < key) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  private insert(i: number, key: number): void {
    if (this.levels === this.prices.length) this.grow();
    this.prices.copyWithin(i + 1, i, this.levels);
    this.qtys.copyWithin(i + 1, i, this.levels);
    this.counts.copyWithin(i + 1, i, this.levels);
    this.prices[i] = key;
    this.counts[i] = 0;
    this.levels++;
  }

  private remove(i: number): void {
    this.prices.copyWithin(i, i + 1, this.levels);
    this.qtys.copyWithin(i, i + 1, this.levels);
    this.counts.copyWithin(i, i + 1, this.levels);
    this.levels--;
  }

  private grow(): void {
    const size = this.prices.length * 2;
    if (size > LEVELS_MAX) throw new Error(`depth: expected at most ${LEVELS_MAX} price levels on a side`);
    const { prices, qtys, counts } = this;
    this.prices = new Float64Array(size);
    this.qtys = new Float64Array(size);
    this.counts = new Int32Array(size);
    this.prices.set(prices);
    this.qtys.set(qtys);
    this.counts.set(counts);
  }
}

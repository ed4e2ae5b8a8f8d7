/**
 * The flow of the comparisons: 60 % limit orders within 20 ticks of a moving middle, 35 % cancels of live orders, 5 % aggressive
 * (IOC, through the whole of those ticks). What aggressive orders ask for keeps the live orders near their number: about one order's worth
 * while there are too few, ten while there are too many. Books take turns at random; all books together have one middle.
 */
import { Random } from './random.js';
import type { Source } from './recording.js';
import { Kind, Workload } from './workload.js';

export interface FlowSettings {
  seed: number;
  books: number;
  /** Live orders, all books together. */
  live: number;
  /** Messages after the books have been filled. */
  messages: number;
  /** How the middle moves; `walk` goes up a tick each three messages on average, `jump` by up to 30,000 ticks each 5,000 messages. */
  middle?: 'near' | 'walk' | 'jump';
  /** Share of the limit orders that rest up to 300,000 ticks from the middle. */
  far?: number;
}

export const MIDDLE = 400_000;
const REACH = 20;
const FAR = 300_000;

export class Flow implements Source {
  readonly workload: Workload;
  readonly messages: number;
  readonly fill: number;
  private readonly random: Random;
  private readonly live: Int32Array;
  private count = 0;
  private middle = MIDDLE;

  constructor(private readonly settings: FlowSettings) {
    this.fill = settings.live;
    this.messages = settings.live + settings.messages;
    this.workload = new Workload(this.messages);
    this.live = new Int32Array(this.messages);
    this.random = new Random(settings.seed);
  }

  add(n: number, leaves: Float64Array): void {
    const { random, workload } = this;
    if (n < this.fill) {
      this.rest(n, random.integer(0, this.settings.books - 1));
      return;
    }
    this.moveMiddle(n);
    const dice = random.uniform();
    const order = dice < 0.35 ? this.takeLive(leaves) : -1;
    if (order >= 0) {
      workload.add(
        Kind.cancel,
        workload.side[order],
        0,
        0,
        workload.orderId[order],
        workload.price[order],
        workload.book[order],
      );
    } else if (dice < 0.95) this.rest(n, random.integer(0, this.settings.books - 1));
    else this.attack(n, leaves);
  }

  private rest(n: number, book: number): void {
    const { random, workload } = this;
    const side = random.integer(0, 1);
    const isFar = random.chance(this.settings.far ?? 0);
    const away = random.integer(1, isFar ? FAR : REACH);
    workload.add(Kind.new, side, 0, random.integer(1, 100), n + 1, this.middle + (side === 0 ? -away : away), book);
    this.live[this.count++] = n;
  }

  private attack(n: number, leaves: Float64Array): void {
    const { random, workload } = this;
    const side = random.integer(0, 1);
    const lots = random.integer(1, this.isCrowded(leaves) ? 1000 : 100);
    const price = this.middle + (side === 0 ? REACH : -REACH);
    workload.add(Kind.new, side, 1, lots, n + 1, price, random.integer(0, this.settings.books - 1));
  }

  /** Whether more orders are live than there should be; looks at some of the list, for it holds dead ones, too. */
  private isCrowded(leaves: Float64Array): boolean {
    let alive = 0;
    const looks = Math.min(this.count, 64);
    for (let i = 0; i < looks; i++) if (leaves[this.live[this.random.integer(0, this.count - 1)]] > 0) alive++;
    return (alive / Math.max(1, looks)) * this.count > this.settings.live;
  }

  /** A live order by chance, taken from the list; -1: none is left. */
  private takeLive(leaves: Float64Array): number {
    while (this.count > 0) {
      const at = this.random.integer(0, this.count - 1);
      const order = this.live[at];
      this.live[at] = this.live[--this.count];
      if (leaves[order] > 0) return order;
    }
    return -1;
  }

  private moveMiddle(n: number): void {
    const { random, settings } = this;
    if (settings.middle === 'walk') this.middle += random.chance(1 / 3) ? 1 : 0;
    else if (settings.middle === 'jump') {
      if (n % 5000 === 0) this.middle = MIDDLE + random.integer(-30_000, 30_000);
    } else if (random.chance(0.01)) this.middle += random.integer(0, 1) * 2 - 1;
  }
}

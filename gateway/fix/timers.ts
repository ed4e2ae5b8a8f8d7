/**
 * When each connection is to be looked at: a binary heap, so that a turn of the door costs what is due and not what is connected.
 * Door's thread only. Nothing is allocated but the heap's own growth.
 */
export interface Timed {
  /** When it is to be looked at, µs. Timers' own, as is the next. */
  dueUs: number;
  /** Where it stands in the heap; -1: it does not. */
  heapAt: number;
}

export class Timers<T extends Timed> {
  private readonly heap: T[] = [];

  /** When the first is due; Infinity: none is. */
  get nextUs(): number {
    return this.heap.length > 0 ? this.heap[0].dueUs : Infinity;
  }

  get size(): number {
    return this.heap.length;
  }

  /** It is looked at by then, or earlier if that has been asked for. */
  wakeAt(us: number, item: T): void {
    if (item.heapAt < 0) {
      item.dueUs = us;
      item.heapAt = this.heap.push(item) - 1;
    } else if (us < item.dueUs) item.dueUs = us;
    else return;
    this.up(item);
  }

  /** One that is due; until it is asked for again it is not. null: none is. */
  take(nowUs: number): T | null {
    if (this.nextUs > nowUs) return null;
    const item = this.heap[0];
    item.dueUs = Infinity;
    this.down(item);
    return item;
  }

  remove(item: T): void {
    const { heap } = this;
    const at = item.heapAt;
    if (at < 0) return;
    item.heapAt = -1;
    const last = heap.pop() as T;
    if (last === item) return;
    this.put(last, at);
    this.up(last);
    this.down(last);
  }

  private put(item: T, at: number): void {
    this.heap[at] = item;
    item.heapAt = at;
  }

  private up(item: T): void {
    const { heap } = this;
    while (item.heapAt > 0) {
      const at = item.heapAt;
      const parent = heap[(at - 1) >> 1];
      if (parent.dueUs <= item.dueUs) return;
      this.put(item, parent.heapAt);
      this.put(parent, at);
    }
  }

  private down(item: T): void {
    const { heap } = this;
    for (;;) {
      const at = item.heapAt;
      const left = 2 * at + 1;
      if (left >= heap.length) return;
      const child = left + 1 < heap.length && heap[left + 1].dueUs < heap[left].dueUs ? heap[left + 1] : heap[left];
      if (item.dueUs <= child.dueUs) return;
      this.put(item, child.heapAt);
      this.put(child, at);
    }
  }
}

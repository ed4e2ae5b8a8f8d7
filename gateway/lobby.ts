/**
 * Who is connected and has not shown yet who he is. Where they take the last place, the address that has most of them makes room, with the
 * one that came first: a flood from few addresses pushes out itself, and whoever comes from elsewhere gets in. Pure; each step costs the
 * same however many there are. Whoever uses it keeps it bounded.
 *
 *   crowds[1]  {192.0.2.7: a}  {192.0.2.9: b}      addresses by how many each has here,
 *   crowds[3]  {198.51.100.1: c, d, e}             in the order in which they came to have so many: next to make room is c
 */
import { hostOf } from './addresses.js';

interface Crowd<T> {
  readonly host: string;
  /** In the order in which they came. */
  readonly guests: Set<T>;
}

export class Lobby<T> {
  private readonly crowdOf = new Map<T, Crowd<T>>();
  private readonly crowdFrom = new Map<string, Crowd<T>>();
  private readonly crowds: Set<Crowd<T>>[] = [new Set()];
  /** How many the address has that has most. */
  private most = 0;

  get size(): number {
    return this.crowdOf.size;
  }

  enter(guest: T, remoteAddress: string): void {
    const host = hostOf(remoteAddress);
    let crowd = this.crowdFrom.get(host);
    if (crowd === undefined) {
      crowd = { host, guests: new Set() };
      this.crowdFrom.set(host, crowd);
    }
    this.crowdOf.set(guest, crowd);
    this.move(crowd, () => crowd.guests.add(guest));
  }

  /** It is known now, or gone; one that is not here may leave too. */
  leave(guest: T): void {
    const crowd = this.crowdOf.get(guest);
    if (crowd === undefined) return;
    this.crowdOf.delete(guest);
    this.move(crowd, () => crowd.guests.delete(guest));
    if (crowd.guests.size > 0) return;
    this.crowds[0].delete(crowd);
    this.crowdFrom.delete(crowd.host);
  }

  /** Whoever has to go, and does; undefined: nobody is here. */
  makeRoom(): T | undefined {
    for (const { guests } of this.crowds[this.most]) {
      for (const first of guests) {
        this.leave(first);
        return first;
      }
    }
    return undefined;
  }

  private move(crowd: Crowd<T>, change: () => void): void {
    const { crowds } = this;
    crowds[crowd.guests.size].delete(crowd);
    change();
    const count = crowd.guests.size;
    if (count === crowds.length) crowds.push(new Set());
    crowds[count].add(crowd);
    if (count > this.most) this.most = count;
    else if (crowds[this.most].size === 0) this.most--; // one less is where this crowd is now
  }
}

/** An order's end, and what that means for its links. */
import { exec, isAlive, type Order, type State, type Why } from './state.js';

/** Takes an open order away. What its end means for its links follows its EXEC. */
export function end(s: State, o: Order, execType: string, why: Why, orig = ''): void {
  remove(s, o);
  exec(s, o, execType, execType === 'expired' ? 'expired' : 'canceled', why, '', orig);
  if (!s.dry) cancelLinked(s, after(s, o));
}

export function remove(s: State, o: Order): void {
  s.orders = s.orders.filter((x) => x !== o);
  o.ins.queue = o.ins.queue.filter((x) => x !== o);
  o.ins.released = o.ins.released.filter((x) => x !== o);
  o.place = 'none';
}

/** What follows from an order's end: who else must go. Children of a parent that traded are let go to the market instead. */
export function after(s: State, o: Order): Order[] {
  const goes = partnerOf(o);
  for (const child of o.children.filter((x) => isAlive(s, x))) {
    if (o.cum === 0) goes.push(child);
    else release(child, o.cum);
  }
  return goes;
}

/** The partner, whose link is over. */
export function partnerOf(o: Order): Order[] {
  const { partner } = o;
  if (!partner) return [];
  o.partner = partner.partner = undefined;
  return [partner];
}

/** Cancels linked orders; what follows from that follows in its turn. */
export function cancelLinked(s: State, going: Order[]): void {
  if (s.dry) return;
  for (const o of going) {
    if (!isAlive(s, o)) continue;
    remove(s, o);
    exec(s, o, 'canceled', 'canceled', 'linkedOrder');
    going.push(...after(s, o));
  }
}

function release(child: Order, traded: number): void {
  child.released = traded;
  child.ins.released.push(child);
}

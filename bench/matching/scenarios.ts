/**
 * The order flow of the public matching-engine benchmark (flash1-dev/matching-engine-benchmark), from its model: the same seed and
 * count give the same bytes. A mid price walks (geometric Brownian motion, no drift) from 167.52 in ticks of 0.005 so that it
 * diffuses by the scenario's swing over the whole run. Orders rest a few ticks away from it: buys along the first half of the walk,
 * sells along the second; they arrive shuffled. 15 % are IOC. Of the others 20 % are modified (one lot more, 80 % also one
 * tick towards the market) and 95 % cancelled; 2 % of the cancels come twice, and 2 % of the modified come once more when they are gone.
 */
import { Random } from './random.js';
import { Kind, Workload } from './workload.js';

const TICK = 0.005;
const START = 167.52;
const DEEPEST = 799;

/** Volatility, and how far the walk diffuses. */
const scenarios: Readonly<Record<string, readonly [number, number]>> = {
  static: [0, 0],
  normal: [0.15, 0.02],
  'swing-25': [0.5, 0.25],
  'swing-40': [0.5, 0.4],
  'flash-crash': [0.5, 0.6],
};
export const scenarioNames: readonly string[] = Object.keys(scenarios);

/** @param orders new orders; with their modifies and cancels some 2.2 times as many messages */
export function generate(name: string, orders: number, seed: number): Workload {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`scenario: expected ${scenarioNames.join(', ')} or all, got ${name}`);
  if (!Number.isInteger(orders) || orders < 2) throw new Error(`orders: expected an integer of at least 2, got ${orders}`);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) throw new Error(`seed: expected 32 bits, got ${seed}`);
  const random = new Random(seed);
  const placed = placeOrders(random, orders, ...scenario);
  const workload = new Workload(orders * 5); // new, modify, cancel, and both again
  for (const index of shuffled(random, orders)) live(random, workload, index + 1, placed, index);
  return workload;
}

interface Placed {
  /** The first half. */
  buys: number;
  price: Float64Array;
  qty: Uint8Array;
}

function placeOrders(random: Random, orders: number, volatility: number, swing: number): Placed {
  const dt = volatility > 0 ? (swing / volatility) ** 2 / orders : 0;
  const sigma = volatility * Math.sqrt(dt);
  const depths = depthsByChance();
  const placed = { buys: Math.floor(orders / 2), price: new Float64Array(orders), qty: new Uint8Array(orders) };
  let mid = START;
  for (let i = 0; i < orders; i++) {
    mid *= Math.exp(-0.5 * sigma * sigma + sigma * random.normal());
    const away = 1 + pick(depths, random.uniform());
    const midTicks = Math.round(mid / TICK);
    placed.price[i] = Math.max(1, i < placed.buys ? midTicks - away : midTicks + away);
    placed.qty[i] = random.integer(1, 100);
  }
  return placed;
}

/** Sums of the weights of each depth: a power law with a hump at eight ticks. */
function depthsByChance(): Float64Array {
  const sums = new Float64Array(DEEPEST + 1);
  let sum = 0;
  for (let k = 0; k <= DEEPEST; k++) {
    sum += 1 / (k + 1) ** 2.23 + 5 * Math.exp(-0.5 * (k - 8) * (k - 8));
    sums[k] = sum;
  }
  return sums;
}

/** The first depth whose sum is at least this share of all. */
function pick(sums: Float64Array, share: number): number {
  const wanted = share * sums[DEEPEST];
  let [low, high] = [0, DEEPEST];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 0 to count - 1, shuffled from the end. */
function shuffled(random: Random, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(0, i);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  return order;
}

/**
 * What becomes of one order. The model also draws when each message comes; every message comes at the last one's time or
 * later, so only the draws matter here, not the times.
 */
function live(random: Random, to: Workload, orderId: number, { buys, price, qty }: Placed, index: number): void {
  const side = index < buys ? 0 : 1;
  const ioc = random.chance(0.15);
  to.add(Kind.new, side, ioc ? 1 : 0, qty[index], orderId, price[index]);
  if (ioc) return;
  const modified = random.chance(0.2);
  let newPrice = price[index];
  if (modified) {
    random.uniform(); // when
    if (random.chance(0.8)) newPrice += side === 0 ? 1 : -1;
    to.add(Kind.modify, side, 0, qty[index] + 1, orderId, newPrice);
  }
  if (!random.chance(0.95)) return;
  random.uniform(); // when
  to.add(Kind.cancel, side, 0, qty[index], orderId, price[index]);
  if (random.chance(0.02)) {
    random.uniform(); // when
    to.add(Kind.cancel, side, 0, qty[index], orderId, price[index]);
  }
  if (modified && random.chance(0.02)) {
    random.uniform(); // when
    to.add(Kind.modify, side, 0, qty[index] + 1, orderId, newPrice);
  }
}

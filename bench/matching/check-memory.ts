/** Resident memory with a million open orders, over 100 symbols and over 10,000, near to each other and far apart. */
import { Child } from '../child.js';
import type { MemoryAnswer, MemoryTask } from '../peers/matching-memory.js';
import type { Check } from './checks.js';
import { MIDDLE } from './flow.js';
import { venueSettings } from './settings.js';

const ORDERS = 1_000_000;

export async function check(): Promise<Check> {
  const figures: Record<string, MemoryAnswer> = {};
  for (const { symbols, spread } of [
    { symbols: 100, spread: 500 },
    { symbols: 100, spread: 20_000 },
    { symbols: 10_000, spread: 500 },
  ]) {
    const settings = venueSettings({ symbols, referenceTicks: MIDDLE }, ORDERS);
    const name = `${symbols} symbols, ${2 * spread} ticks`;
    figures[name] = await measureMemory({ settings, spread, orders: ORDERS, commands: 0 });
  }
  return {
    method: `A process of its own per row: default capacities (a million orders, as many symbols as it takes), ${ORDERS} orders entered that rest within so many ticks.`,
    figures,
    table: {
      title: 'memory',
      columns: ['', 'open orders', 'RSS of the engine', 'RSS of the process'],
      rows: Object.entries(figures).map(([name, { openOrders, rssBefore, rssAfter }]) => {
        return [name, String(openOrders), mib(rssAfter - rssBefore), mib(rssAfter)];
      }),
    },
  };
}

export async function measureMemory(task: MemoryTask): Promise<MemoryAnswer> {
  const child = Child.start('./peers/matching-memory.js');
  try {
    child.send(task);
    return await child.next<MemoryAnswer>();
  } finally {
    await child.stop();
  }
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

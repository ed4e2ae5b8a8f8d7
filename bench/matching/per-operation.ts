/** Compares the cost of an operation of the same flow under different settings. */
import type { Check } from './checks.js';
import { Flow, type FlowSettings, MIDDLE } from './flow.js';
import { recordFrom } from './recording.js';
import { venueSettings } from './settings.js';
import { measure } from './ways.js';

const RUNS = 5;

/** @param flows by name; the first is what the others are compared with */
export async function comparePerOperation(
  title: string,
  method: string,
  flows: Readonly<Record<string, FlowSettings>>,
): Promise<Check> {
  const costs: Record<string, number> = {};
  for (const [name, settings] of Object.entries(flows)) {
    // room beyond the live orders, for their number swings
    const venue = venueSettings({ symbols: settings.books, referenceTicks: MIDDLE }, Math.ceil(settings.live * 1.1));
    const { median } = await measure('alone', recordFrom(new Flow(settings), venue), RUNS);
    costs[name] = 1000 / median;
  }
  const [first] = Object.values(costs);
  return {
    method,
    figures: { nanosecondsPerOperation: costs },
    table: {
      title,
      columns: ['', 'ns an operation', 'times the first'],
      rows: Object.entries(costs).map(([name, ns]) => [name, ns.toFixed(0), (ns / first).toFixed(2)]),
    },
  };
}

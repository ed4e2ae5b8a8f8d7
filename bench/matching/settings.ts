/** What a venue of the matching benchmarks is set to: the capacities of `buttonwood start`, or more where a run needs more. */
import type { Capacities } from '../../engine/commands.js';
import { loadConfig } from '../../gateway/config.js';

export interface VenueSettings {
  capacities: Capacities;
  symbols: number;
  /** A replace always loses its place: what the public workloads mean by a modify. */
  replaceLosesPriority: boolean;
  /** Price to start from. */
  referenceTicks: number;
}

/** @param orders that may be open at once */
export function venueSettings(given: Partial<VenueSettings> = {}, orders = 0): VenueSettings {
  const { symbols = 1 } = given;
  const defaults = loadConfig(undefined).capacities;
  const capacities = {
    ...defaults,
    orders: Math.max(defaults.orders, orders),
    clOrdIds: Math.max(defaults.clOrdIds, orders),
    instruments: Math.max(defaults.instruments, symbols),
  };
  return { capacities, symbols, replaceLosesPriority: false, referenceTicks: 33_504, ...given };
}

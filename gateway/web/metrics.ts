/** The shared counters in the text format of Prometheus. */
import { Counter, Gauge, Registry } from 'prom-client';
import { Stat, type StatName, type Stats } from '../../engine/stats.js';

/** What only grows; everything else is a gauge. */
const COUNTERS: ReadonlySet<StatName> = new Set([
  'engineCommands',
  'journalFrames',
  'journalBytes',
  'mirrorRetries',
  'mirrorObjects',
  'followerSnapshots',
  'marketDataMessages',
  'natsDropped',
  'fixMessagesIn',
  'fixMessagesOut',
  'webMessagesIn',
  'webMessagesOut',
  'fills',
]);

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
}

export function createMetrics(stats: Stats, safeSeq: () => number): Metrics {
  const registry = new Registry();
  const setters: (() => void)[] = [];
  for (const name of Object.keys(Stat) as StatName[]) {
    const snake = `buttonwood_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
    const help = `Shared counter ${name}`;
    if (COUNTERS.has(name)) {
      const counter = new Counter({ name: `${snake}_total`, help, registers: [registry] });
      setters.push(() => {
        counter.reset();
        counter.inc(stats.get(Stat[name]));
      });
    } else {
      const gauge = new Gauge({ name: snake, help, registers: [registry] });
      setters.push(() => gauge.set(stats.get(Stat[name])));
    }
  }
  const safe = new Gauge({ name: 'buttonwood_safe_seq', help: 'Last safe sequence number', registers: [registry] });
  setters.push(() => safe.set(safeSeq()));
  return {
    contentType: registry.contentType,
    text() {
      for (const set of setters) set();
      return registry.metrics();
    },
  };
}

/** What the JavaScript heap takes for commands in steady state. */
import { measureMemory } from './check-memory.js';
import type { Check } from './checks.js';
import { MIDDLE } from './flow.js';
import { venueSettings } from './settings.js';

const COMMANDS = 10_000_000;

export async function check(): Promise<Check> {
  const settings = venueSettings({ referenceTicks: MIDDLE });
  const { allocated, grown, buffersGrown } = await measureMemory({ settings, spread: 500, orders: 10_000, commands: COMMANDS });
  return {
    method:
      `${COMMANDS} commands (orders, cancels, one in ten aggressive) after a warm-up of a million, in a process of its own. Allocated is the growth of the ` +
      'heap between collections, less what the asking takes; grown is what is left after a full collection.',
    figures: { commands: COMMANDS, allocatedBytes: allocated, grownBytes: grown, buffersGrownBytes: buffersGrown },
    table: {
      title: `heap: ${COMMANDS} commands`,
      columns: ['', 'bytes', 'bytes a command'],
      rows: [
        ['allocated on the heap', allocated, allocated / COMMANDS],
        ['heap grown', grown, grown / COMMANDS],
        ['buffers grown', buffersGrown, buffersGrown / COMMANDS],
      ].map(([name, bytes, each]) => [String(name), String(bytes), Number(each).toFixed(3)]),
    },
  };
}

import { describe, expect, it, test } from 'vitest';
import {
  defaultLayout,
  defaultWait,
  LAYOUTS,
  layouts,
  type StageName,
  stopStep,
  stopStepOf,
  waitOf,
} from '../../gateway/layouts.js';

const STAGES = Object.keys(stopStep) as StageName[];

describe.each(LAYOUTS)('layout %s', (layout) => {
  const plans = layouts[layout];

  it('hosts every stage once, each thread under a name of its own', () => {
    expect(plans.flatMap((plan) => plan.stages).sort()).toEqual([...STAGES].sort());
    expect(new Set(plans.map((plan) => plan.name)).size).toBe(plans.length);
  });

  it('has its doors on the main thread, and stops no worker that another still feeds', () => {
    const doors = plans.find((plan) => plan.name === 'doors')!;
    expect(doors.stages).toContain('admin');
    for (const plan of plans.filter((other) => other !== doors)) {
      const steps = new Set(plan.stages.map((stage) => stopStep[stage]));
      if (plan.stages.includes('engine')) continue; // its journal follows it
      expect([...steps]).toEqual([stopStepOf(plan)]);
    }
  });

  it('lets nobody poll who only follows', () => {
    for (const plan of plans) {
      const isOnTheWay = plan.stages.some((stage) => stopStep[stage] <= stopStep.journal);
      expect(waitOf(plan, layout, 'adaptive')).toBe(isOnTheWay ? 'adaptive' : 'park');
    }
  });
});

test.each([
  ['memory', 1, 'joined', 'park'],
  ['memory', 2, 'joined', 'park'],
  ['disk', 1, 'single', 'park'],
  ['disk', 2, 'single', 'adaptive'],
  ['mirror', 3, 'single', 'adaptive'],
  ['disk', 4, 'compact', 'adaptive'],
  ['memory', 5, 'compact', 'adaptive'],
  ['disk', 6, 'spread', 'adaptive'],
  ['memory', 64, 'spread', 'adaptive'],
] as const)('durability %s on %i cores: %s, %s', (durability, cores, layout, wait) => {
  expect(defaultLayout(durability, cores)).toBe(layout);
  expect(defaultWait(layout, cores)).toBe(wait);
});

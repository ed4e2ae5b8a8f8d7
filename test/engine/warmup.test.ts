import { expect, it } from 'vitest';
import { record } from '../../bench/matching/recording.js';
import { generate } from '../../bench/matching/scenarios.js';
import { venueSettings } from '../../bench/matching/settings.js';
import { writeEpochStart } from '../../engine/commands.js';
import { writeKillSwitch } from '../../engine/commands-venue.js';
import { Engine, RULES_VERSION } from '../../engine/engine.js';
import { MemorySink } from '../../engine/log.js';
import { Command, Phase } from '../../engine/records.js';
import { warmUp } from '../../engine/warmup.js';
import { loadConfig } from '../../gateway/config.js';
import { Harness } from './support.js';

function started(): Engine {
  const engine = new Engine(new MemorySink());
  const command = new MemorySink();
  const { capacities } = loadConfig(undefined);
  const epoch = { epoch: 1, rulesVersion: RULES_VERSION, capacities, prevFrameCrc: 0, phase: Phase.open };
  writeEpochStart(command, { door: 0, session: -1, connection: 0, msgSeqNum: 0, ref: 0 }, epoch);
  command.views.f64[Command.SEQ >> 3] = 1;
  engine.apply(command.views, 0);
  return engine;
}

it('warms up without a trace, as often as it is asked to', () => {
  const untouched = started();
  for (let n = 0; n < 2; n++) {
    warmUp(loadConfig(undefined).capacities);
    const engine = started();
    expect(engine.stateHash()).toBe(untouched.stateHash());
    expect(engine.snapshot()).toEqual(untouched.snapshot());
    expect(engine.refusals).toBe(0);
  }
});

it('leaves an engine that does what a new one does, as does an engine that has given its memory back', () => {
  const settings = venueSettings({ replaceLosesPriority: true });
  const play = () => record(generate('flash-crash', 3000, 5), settings, true);
  const first = play();
  const again = play();
  warmUp(settings.capacities);
  const warm = play();
  for (const { events, openOrders, sha256 } of [again, warm]) {
    expect({ events, openOrders, sha256 }).toEqual({
      events: first.events,
      openOrders: first.openOrders,
      sha256: first.sha256,
    });
  }
});

it('takes back the memory of plain orders only: an engine that has known more keeps its own', () => {
  const venue = Harness.open();
  venue.run({}, (sink, origin) => writeKillSwitch(sink, origin, -1, true, 'operator'));
  expect(() => venue.engine.giveBack()).toThrow(/without kill switches/);
});

/**
 * The venue under mutations: the real door and engine in one thread, one session of each version that sends what mutants.ts makes, two
 * neighbours that trade meanwhile, and a model that says after each read what must have happened.
 *
 * Mutations come in batches of 25: a batch is a function of the seed and its number alone, begins with 141=Y and ends with a disconnect.
 */
import { ManualClock } from '../../engine/clock.js';
import { Random } from '../../gateway/demo/random.js';
import { dialects } from '../../gateway/fix/dialect/versions.js';
import { World } from '../fix-door/support/world.js';
import { Dictionary } from './dictionary.js';
import { Neighbours } from './neighbours.js';
import { Samples } from './samples.js';
import { LIMITS, type Tally, Trial, type Version } from './trial.js';

export const BATCH = 25;
const START_US = 1_700_000_000_000_000;
const BATCH_US = 200_000;
const SESSIONS = ['MUT42', 'MUT44', 'MUT50', 'FIRST', 'CALM', 'OTHER'];

const versions = Object.values(dialects).map(
  (dialect): Version => ({
    dialect,
    dictionary: new Dictionary(dialect, LIMITS.fixGroupEntries),
    samples: new Samples(dialect, `MUT${dialect.version}`, LIMITS.fixMessageBytes / 2),
    logons: new Samples(dialect, 'FIRST', 1024),
  }),
);

export class Rig {
  readonly tally: Tally = {
    ...{ sent: 0, bytes: 0, answers: 0, rejects: 0, resendRequests: 0, ended: 0, logons: 0, neighbourOrders: 0, turnsMax: 0 },
  };
  private readonly world: World;
  private readonly neighbours: Neighbours;

  /** @param first the batch that is run first: time begins there */
  constructor(first = 0) {
    const sessions = SESSIONS.map((senderCompId) => ({ senderCompId, cancelOnDisconnect: true }));
    const clock = new ManualClock(START_US + first * BATCH_US);
    this.world = new World({ limits: LIMITS, sessions, clock });
    this.neighbours = new Neighbours(this.world);
  }

  /** Runs the batch with this number. @throws Error with the bytes that show what is wrong */
  batch(seed: number, number: number): void {
    const { tally, world, neighbours } = this;
    const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
    world.clock.us = START_US + number * BATCH_US;
    world.logs.length = 0;
    const trial = new Trial(world, tally, versions[number % versions.length], random, String(number));
    try {
      for (let i = 0; i < BATCH; i++) {
        trial.mutation();
        if (i % 5 === 4) tally.neighbourOrders += neighbours.trade(`${number}-${i}`);
      }
      trial.first();
      trial.end();
      neighbours.settle();
      this.expectNothingLeft();
    } catch (error) {
      const from = number * BATCH;
      throw new Error(`seed ${seed}, mutations ${from} to ${from + BATCH - 1}: ${trial.story(error as Error)}`);
    }
  }

  /** Whatever came, the door is as it was before. */
  private expectNothingLeft(): void {
    const { door, logs } = this.world;
    const sessions = door.log['sessions'].filter((session) => session !== undefined);
    const kept = sessions.map(({ inbound }) => inbound.numbers['ahead'].size);
    const left = {
      connections: door['connections'].size,
      lobby: door['lobby'].size,
      timers: door['timers'].size,
      awaiting: door.log['awaiting'].size,
      stalled: door['stalled'].size,
      owing: door['owing'].size,
      sending: door.outbox['list'].length,
      keptAhead: kept.reduce((sum, n) => sum + n, 0),
      waiting: sessions.filter(({ waiting }) => waiting !== null).length,
    };
    const clean = {
      connections: 2,
      lobby: 0,
      timers: 2,
      awaiting: 0,
      stalled: 0,
      owing: 0,
      sending: 0,
      keptAhead: 0,
      waiting: 0,
    };
    if (JSON.stringify(left) !== JSON.stringify(clean)) throw new Error(`left in the door: ${JSON.stringify(left)}`);
    if (sessions.length > SESSIONS.length) throw new Error(`${sessions.length} sessions, of ${SESSIONS.length}`);
    if (logs.length > 12 * BATCH) throw new Error(`${logs.length} lines of log for ${BATCH} messages`);
    for (const line of logs) if (!/^[\x20-\x7e…]*$/.test(line)) throw new Error(`not fit for a log: ${JSON.stringify(line)}`);
  }
}

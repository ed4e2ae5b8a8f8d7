/** Does the same to the engine and to the model, and says where they first differ; shortens a list of commands that shows it. */
import { Engine } from '../../engine/engine.js';
import { MemorySink } from '../../engine/log.js';
import { type Command, print } from './commands.js';
import { connectionOf } from './decode.js';
import { Fold } from './fold.js';
import { Model, type Setup } from './model/model.js';
import { exposureLine, exposures } from './model/risk.js';
import { numbersOf } from './model/sessions.js';
import { levels } from './model/state.js';
import { type Settings, setup } from './setups.js';
import { replay, Venue } from './venue.js';

interface Difference {
  at: number;
  why: string;
}

/** The first difference, if there is one. */
export function differ(given: Setup, commands: readonly Command[]): Difference | undefined {
  const venue = new Venue(given);
  const model = new Model(given);
  const fold = new Fold(given);
  const parts: Buffer[] = [];
  let twin: { engine: Engine; out: MemorySink } | undefined;
  for (const [at, command] of commands.entries()) {
    let lines: string[] = [];
    try {
      const from = venue.log.used;
      const events = venue.apply(command);
      if (venue.log.used === from) continue; // a logon of a session that is up, or the like
      lines = events.flatMap(({ line }) => line ?? []);
      const bytes = Buffer.from(venue.out.bytes());
      parts.push(bytes);
      if (twin) {
        twin.out.clear();
        twin.engine.apply(venue.log.views, from);
        if (!bytes.equals(twin.out.bytes())) return { at, why: 'an engine loaded from a snapshot goes on otherwise' };
      }
      const expected = model.apply(command);
      const wrong = compare(lines, expected);
      if (wrong) return { at, why: wrong };
      fold.apply(venue.out.views, events, command);
      const books = compareBooks(given, venue, model, fold);
      if (books) return { at, why: books };
      const stakes = compareExposures(given, venue, model);
      if (stakes) return { at, why: stakes };
      if (at === commands.length >> 1) twin = loaded(venue);
    } catch (error) {
      const told = lines.map((line) => `    ${line}`).join('\n');
      return {
        at,
        why: `${error instanceof Error ? error.stack?.split('\n').slice(0, 6).join('\n') : error}\n  engine told\n${told}`,
      };
    }
  }
  const at = commands.length - 1;
  const sessions = compareSessions(venue, model);
  if (sessions) return { at, why: sessions };
  if (twin && twin.engine.stateHash() !== venue.engine.stateHash())
    return { at, why: 'the state hash differs after a snapshot' };
  const again = replay(venue.log);
  if (!again.subarray(again.length - Buffer.concat(parts).length).equals(Buffer.concat(parts))) {
    return { at, why: 'the log replays to other bytes' };
  }
  return undefined;
}

function loaded(venue: Venue) {
  const out = new MemorySink();
  return { engine: Engine.load(venue.engine.snapshot(), out), out };
}

function compare(engine: string[], model: string[]): string | undefined {
  if (engine.length === model.length && engine.every((line, i) => line === model[i])) return undefined;
  const from = engine.findIndex((line, i) => line !== model[i]);
  const first = from < 0 ? engine.length : from;
  const show = (all: string[]) => all.map((line, i) => `  ${i === first ? '>' : ' '} ${line}`).join('\n');
  return `the engine tells\n${show(engine)}\n  the model tells\n${show(model)}`;
}

function compareBooks(given: Setup, venue: Venue, model: Model, fold: Fold): string | undefined {
  const seeds = venue.engine.bookSeeds();
  for (const [i] of given.instruments.entries()) {
    for (const [side, name] of (['buy', 'sell'] as const).entries()) {
      const seed = side === 0 ? seeds[i]?.bids : seeds[i]?.asks;
      const ins = model.s.instruments[i];
      const [engine, events, rules] = [seed, fold.side(i, side), ins && levels(model.s, ins, name)].map((x) =>
        JSON.stringify(x),
      );
      if (engine !== rules || events !== rules) {
        return `instrument ${i}, ${name}: the model's book is ${rules}, the engine's ${engine}, that of its events ${events}`;
      }
    }
  }
  return undefined;
}

/** Positions, cash and what is open, by account; cash and positions sum to nothing. */
function compareExposures(given: Setup, venue: Venue, model: Model): string | undefined {
  const accounts = venue.engine.exposures();
  const lots = (i: number, held: { instrument: number; lots: number }[]) => held.find((p) => p.instrument === i)?.lots ?? 0;
  const engine = accounts.flatMap((a) => {
    const held = given.instruments.map((_, i) => lots(i, a.positions));
    return exposureLine(`${a.participant}/${a.account}`, a.openOrders, a.openNotional, a.openBuys, a.cash, a.gross, held);
  });
  const [told, rules] = [engine.sort().join('\n  '), exposures(model.s).sort().join('\n  ')];
  if (told !== rules) return `the engine's accounts\n  ${told}\n  the model's\n  ${rules}`;
  const sum = (of: (a: (typeof accounts)[number]) => number) => accounts.reduce((total, a) => total + of(a), 0);
  const isZero = sum((a) => a.cash) === 0 && given.instruments.every((_, i) => sum((a) => lots(i, a.positions)) === 0);
  return isZero ? undefined : 'cash and positions do not sum to nothing';
}

/** Over which connection each session is up, and its numbers. */
function compareSessions(venue: Venue, model: Model): string | undefined {
  const engine = venue.engine.directorySeed().sessions.map(({ connection, index, nextIn, nextOut, resetCount }) => {
    return numbersOf({ over: connectionOf(connection, index), nextIn, nextOut, resets: resetCount });
  });
  const [told, rules] = [engine.join('\n  '), model.s.sessions.map(numbersOf).join('\n  ')];
  return told === rules ? undefined : `the engine's sessions\n  ${told}\n  the model's\n  ${rules}`;
}

/** Leaves out what is not needed for a difference: commands, then their optional parts, then amounts. */
function shorten(given: Setup, commands: readonly Command[]): Command[] {
  let best = commands.slice();
  let tries = 600;
  const isStillWrong = (fewer: Command[]) => tries-- > 0 && differ(given, fewer) !== undefined;
  const first = differ(given, best);
  if (first && differ(given, best.slice(0, first.at + 1))) best = best.slice(0, first.at + 1);
  for (let size = best.length >> 1; size >= 1; size >>= 1) {
    for (let from = best.length - size; from >= 0; from -= size) {
      const fewer = [...best.slice(0, from), ...best.slice(from + size)];
      if (isStillWrong(fewer)) best = fewer;
    }
  }
  best.forEach((command, i) => {
    for (const key of Object.keys(command)) {
      if (['do', 'session', 'id', 'side', 'firm', 'orig', 'ins', 'scope'].includes(key)) continue;
      const { [key]: _, ...less } = best[i] as unknown as Record<string, unknown>;
      const simpler = [...best];
      simpler[i] = (key === 'qty' ? { ...less, qty: 1 } : less) as unknown as Command;
      const isOptional = command.do === 'new' || ['stop', 'account', 'route', 'msgSeqNum', 'over'].includes(key);
      if (isOptional && isStillWrong(simpler)) best = simpler;
    }
  });
  return best;
}

/** Fails when engine and model differ. */
export function agree(given: Setup, commands: readonly Command[]): void {
  const found = differ(given, commands);
  if (!found) return;
  const calls = commands.map(print).join('\n');
  throw new Error(`engine and model differ at command ${found.at}:\n[\n${calls}\n]\n${found.why}`);
}

/** Fails with a short list of commands that shows the difference, to be pasted into a test. */
export function explain(venue: Settings, commands: readonly Command[], seed: string): void {
  try {
    agree(setup(venue), shorten(setup(venue), commands));
  } catch (error) {
    throw new Error(`${seed} in ${JSON.stringify(venue)}: ${error instanceof Error ? error.message : error}`);
  }
}

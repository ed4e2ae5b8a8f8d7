/** npm run golden: records the log of this rules version, once. See README.md. */
import { Engine, RULES_VERSION } from '../../engine/engine.js';
import { MemorySink } from '../../engine/log.js';
import { live } from './flow.js';
import { replay, type Summary, transactions, writeGolden } from './golden.js';

const SEED = 23;

const { log: commands } = live(SEED);
const out = new MemorySink();
const engine = new Engine(out);
const parts: Uint8Array[] = [];
const summary: Summary = { rulesVersion: RULES_VERSION, commands: 0, events: 0, epochs: 0, bytes: 0, stateHash: '' };
for (const { at, views } of transactions(commands.bytes())) {
  out.clear();
  engine.apply(views, at);
  parts.push(views.u8.slice(at, at + (views.i32[at >> 2] ?? 0)), out.bytes().slice());
  summary.commands++;
  for (let event = 0; event < out.used; event += out.views.i32[event >> 2] ?? 0) summary.events++;
}
const log = new Uint8Array(Buffer.concat(parts));
summary.bytes = log.length;
summary.epochs = engine.epoch;
summary.stateHash = engine.stateHash();
if (replay(log).stateHash() !== summary.stateHash)
  throw new Error('expected the log to replay to the state that it was recorded in');
writeGolden(log, engine.snapshot(), summary);
console.log(JSON.stringify(summary));

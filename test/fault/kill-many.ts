/** `node dist/test/fault/kill-many.js [--times 200] [--seed N]`: kills the exchange that many times and reports. */
import { parseArgs } from 'node:util';
import { killRepeatedly } from './kill.js';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const began = Date.now();
const report = await killRepeatedly(Number(values.times), Number(values.seed), (line) => console.log(line));
console.log(JSON.stringify({ ...report, seconds: Math.round((Date.now() - began) / 1000) }));
process.exit(0);

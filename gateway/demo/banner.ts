/** What the demo prints when it is up: where to look, and what it found. */
import { colors as pc } from '../cli/colors.js';
import type { ReadyLine } from '../main.js';
import { count } from './status-line.js';

export interface BannerFacts {
  ready: ReadyLine;
  pid: number;
  logFile: string;
  mirror: string;
  brokers: number;
  rate: number;
  dataDir: string;
}

/** One line that is enough to try it. */
const SUBSCRIBE = '35=V|262=1|263=1|264=5|265=1|267=3|269=0|269=1|269=2|146=1|55=AAL';

export function banner({ ready, pid, logFile, mirror, brokers, rate, dataDir }: BannerFacts): string {
  const nats = ready.nats
    ? `${ready.nats}  ${pc.dim("try: nats sub 'md.v1.>'")}`
    : 'none, so market data goes to WebSocket and FIX only (install nats-server, or give one with --nats URL)';
  const rows = [
    ['page', `${pc.cyan(ready.http)}  ${pc.dim('the live book, the trades, every stage')}`],
    ['FIX', `${ready.fix}  ${pc.dim('4.2, 4.4 or 5.0 SP2; TargetCompID BUTTONWOOD; any SenderCompID may log on')}`],
    ['market data', `${ready.fixListeners[0].address}  ${pc.dim(`over FIX: log on as anyone, then ${SUBSCRIBE}`)}`],
    ['WebSocket, REST', `${ready.http}/v1/`],
    ['NATS', nats],
    ['operators', `${ready.admin}  ${pc.dim(`npx buttonwood admin status --admin ${ready.admin}`)}`],
    ['mirror', `${mirror}  ${pc.dim('a stand-in for Firehose and S3 on this machine')}`],
    ['exchange', `process ${pid}, log ${logFile}`],
    ['data', dataDir],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(16)}${value}`);
  return [
    '',
    pc.bold('  Buttonwood'),
    '',
    ...lines,
    '',
    `  ${recovered(ready)}`,
    `  ${count(brokers)} brokers with 100 customers each over FIX: ${count(rate)} orders a second in 100 symbols. Ctrl-C ends it.`,
    '',
    '',
  ].join('\n');
}

function recovered({ recovered: { commands, lastSeq, seconds, truncatedBytes } }: ReadyLine): string {
  if (lastSeq === 0) return 'A new market: nothing to recover.';
  const torn = truncatedBytes > 0 ? `, after an unfinished write of ${count(truncatedBytes)} bytes was cut off` : '';
  return pc.green(
    `Recovered what the last run left, up to command ${count(lastSeq)} (${count(commands)} replayed in ${seconds.toFixed(2)} s${torn}).`,
  );
}
